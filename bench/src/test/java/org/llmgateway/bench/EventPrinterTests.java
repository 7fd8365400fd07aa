package org.llmgateway.bench;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventPrinterTests {

	private final StringWriter text = new StringWriter();

	private long nanos;

	private final EventPrinter printer = new EventPrinter(new PrintWriter(this.text), () -> this.nanos);

	@Test
	void whenEventsComeThenEachHasTheTimeSinceTheOneBefore() {
		head("text/event-stream;charset=UTF-8");
		after(12.5, "data: a\n\n");
		after(3, "event: x\r\ndata: b");
		after(4, "\r\n\r\ndata: c\n\n");
		assertThat(lines()).contains("    +12.5 ms  data: a", "     +7.0 ms  event: x", "data: b",
				"     +0.0 ms  data: c");
	}

	@Test
	void whenStreamIsCutThenWhatIsLeftIsPrinted() {
		head("text/event-stream");
		after(1, "data: a\n\ndata: half");
		this.printer.end();
		assertThat(lines()).anyMatch((line) -> line.endsWith("data: half"));
	}

	@Test
	void whenBodyIsJsonThenItIsPrintedAsItComes() {
		head("application/json");
		after(2, "{\"a\":\n\n1}");
		assertThat(lines()).contains("     +2.0 ms  {\"a\":");
	}

	@Test
	void whenClientLibraryAddedAHeaderThenItIsNotShown() {
		this.printer.head("HTTP/3.0 200 OK", List.of(Map.entry("X-Http3-Stream-Id", "0"), Map.entry("a", "b")),
				Set.of("x-http3-stream-id"));
		assertThat(lines()).contains("a: b").noneMatch((line) -> line.contains("tream"));
	}

	private void head(String type) {
		this.printer.head("HTTP/1.1 200 OK", List.of(Map.entry("Content-Type", type)), Set.of());
	}

	private void after(double millis, String bytes) {
		this.nanos += (long) (millis * 1e6);
		this.printer.bytes(bytes.getBytes(StandardCharsets.UTF_8));
	}

	private List<String> lines() {
		return this.text.toString().lines().toList();
	}

}
