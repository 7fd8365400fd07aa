package org.llmgateway.test;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class MockModelNameTests {

	private final MockBehavior defaults = MockBehavior.builder().tokens(7).build();

	@Test
	void whenEverythingIsNamedThenEverythingIsRead() {
		MockBehavior behavior = MockModelName
			.parse("mock:tokens=256:pace=10ms:batch=8:size=4096:status=429:retry-after=2"
					+ ":delay=500ms:first=1s:cut=3:reset=4:stall=5:headers-stall=1:split=odd:crlf=1:comments=1:error-event=2"
					+ ":trailers=1:raw=openai:input=99:seed=5", this.defaults);
		assertThat(behavior).isEqualTo(MockBehavior.builder()
			.tokens(256)
			.pace(Duration.ofMillis(10))
			.batch(8)
			.size(4096)
			.status(429)
			.retryAfter("2")
			.delay(Duration.ofMillis(500))
			.first(Duration.ofSeconds(1))
			.cut(3)
			.reset(4)
			.stall(5)
			.headersStall(true)
			.splitOdd(true)
			.crlf(true)
			.comments(true)
			.errorEvent(2)
			.trailers(true)
			.raw("openai")
			.inputTokens(99)
			.seed(5)
			.build());
		assertThat(behavior.toBuilder().build()).isEqualTo(behavior);
	}

	@Test
	void whenTheNameHasNoParametersThenTheDefaultsHold() {
		assertThat(MockModelName.parse("ft:gpt-4o:org::id", this.defaults)).isSameAs(this.defaults);
		assertThat(MockModelName.parse("llama3:8b:cut=1", this.defaults))
			.isEqualTo(this.defaults.toBuilder().cut(1).build());
	}

	@Test
	void whenAParameterIsWrongThenItIsRefused() {
		for (String name : new String[] { "m:tokns=1", "m:tokens=x", "m:pace=1h", "m:tokens=-1", "m:batch=0" }) {
			assertThatIllegalArgumentException().as(name).isThrownBy(() -> MockModelName.parse(name, this.defaults));
		}
	}

}
