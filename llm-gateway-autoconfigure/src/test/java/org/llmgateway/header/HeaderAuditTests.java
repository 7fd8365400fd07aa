package org.llmgateway.header;

import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the log says of refused headers, and how often.
 */
@ExtendWith(OutputCaptureExtension.class)
class HeaderAuditTests {

	private static final String SECRET = "Basic c2VjcmV0";

	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);

	private final HeaderAudit audit = audit((byte) 1);

	private HeaderAudit audit(byte salt) {
		return new HeaderAudit(new AuditRate(3, 100, this.clock::get), new byte[] { salt });
	}

	private static HeaderViolation violation(String value) {
		return new HeaderViolation("Authorization", HeaderViolation.Reason.PATTERN, value, null);
	}

	private static java.util.List<String> records(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("event=header_refused")).toList();
	}

	@Test
	void whenAHeaderIsRefusedThenTheRecordHasEverythingButTheValue(CapturedOutput output) {
		this.audit.record("id-1", violation(SECRET));
		assertThat(records(output)).singleElement()
			.asString()
			.containsPattern("event=header_refused request_id=id-1 header=Authorization reason=pattern length=14 "
					+ "hash=[0-9a-f]{12} suppressed=0$")
			.doesNotContain("c2VjcmV0");
	}

	@Test
	void whenAHeaderIsMissingThenTheRecordHasNoLengthAndNoHash(CapturedOutput output) {
		this.audit.record("id-1", new HeaderViolation("X-Team", HeaderViolation.Reason.MISSING, null, null));
		assertThat(records(output)).singleElement()
			.asString()
			.endsWith("request_id=id-1 header=X-Team reason=missing suppressed=0");
	}

	@Test
	void whenValuesAreTheSameThenSoAreTheirHashesUnlessAnotherGatewayMakesThem(CapturedOutput output) {
		this.audit.record("a", violation(SECRET));
		this.audit.record("a", violation(SECRET));
		this.audit.record("a", violation("other"));
		audit((byte) 2).record("a", violation(SECRET));
		assertThat(records(output)).hasSize(4)
			.extracting((line) -> line.substring(line.indexOf("hash=")))
			.satisfies((hashes) -> assertThat(hashes.get(0)).isEqualTo(hashes.get(1))
				.isNotEqualTo(hashes.get(2))
				.isNotEqualTo(hashes.get(3)));
	}

	@Test
	void whenThereAreManyThenTheRestIsCountedInTheNextRecord(CapturedOutput output) {
		for (int i = 0; i < 10; i++) {
			this.audit.record("id-" + i, violation(SECRET));
		}
		assertThat(records(output)).hasSize(3).allMatch((line) -> line.endsWith("suppressed=0"));
		this.clock.addAndGet(100);
		this.audit.record("id-10", violation(SECRET));
		this.audit.record("id-11", violation(SECRET));
		assertThat(records(output)).hasSize(4);
		assertThat(records(output).get(3)).contains("request_id=id-10").endsWith("suppressed=7");
		this.clock.addAndGet(100_000);
		for (int i = 0; i < 10; i++) {
			this.audit.record("id-" + i, violation(SECRET));
		}
		assertThat(records(output)).as("the bucket holds no more than three").hasSize(7);
		assertThat(records(output).get(4)).endsWith("suppressed=1");
	}

}
