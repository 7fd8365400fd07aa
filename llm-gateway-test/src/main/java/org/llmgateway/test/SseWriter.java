package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;

/**
 * Writes the events of one answer out: so many content events to a write, up to the fault
 * and what the fault itself writes.
 */
final class SseWriter {

	private final MockResponse.Builder response;

	private final MockBehavior behavior;

	private final StringBuilder text = new StringBuilder();

	private Duration before;

	private int content;

	SseWriter(MockResponse.Builder response, MockBehavior behavior) {
		this.response = response;
		this.behavior = behavior;
		this.before = behavior.first();
	}

	void write(SseAnswer answer, MockFault fault) {
		List<SseEvent> events = answer.events();
		int whole = answer.whole(fault);
		int closing = answer.content().isEmpty() ? whole : events.size() - answer.closing().size();
		for (int i = 0; i < whole; i++) {
			if (i == closing) {
				flush();
				this.before = Duration.ZERO;
			}
			append(events.get(i));
			if (this.content == this.behavior.batch()) {
				flush();
			}
		}
		if (fault.place() == Place.IN_OPENING || fault.place() == Place.IN_CONTENT) {
			half(events.get(Math.min(whole, events.size() - 1)));
		}
		flush();
		after(answer, fault, events.subList(whole, events.size()));
	}

	private void append(SseEvent event) {
		event.appendTo(this.text, this.behavior);
		this.content += event.content() ? 1 : 0;
	}

	private void half(SseEvent event) {
		int start = this.text.length();
		event.appendTo(this.text, this.behavior);
		this.text.setLength(start + (this.text.length() - start) / 2);
	}

	private void after(SseAnswer answer, MockFault fault, List<SseEvent> rest) {
		if (fault.kind() == Kind.ERROR) {
			this.before = Duration.ZERO;
			append(answer.error());
			flush();
		}
		else if (fault.kind() == Kind.COMMENTS) {
			this.response.write(fault.pace(), ": keep-alive\n\n".getBytes(StandardCharsets.UTF_8));
		}
		else if (fault.kind() == Kind.TRICKLE) {
			rest.forEach((event) -> trickle(event, fault.pace()));
		}
	}

	private void trickle(SseEvent event, Duration pace) {
		event.appendTo(this.text, this.behavior);
		byte[] bytes = this.text.toString().getBytes(StandardCharsets.UTF_8);
		this.text.setLength(0);
		for (int i = 0; i < bytes.length; i++) {
			int ends = (event.content() && i == bytes.length - 1) ? 1 : 0;
			this.response.write(new MockWrite(Arrays.copyOfRange(bytes, i, i + 1), pace, ends));
		}
	}

	private void flush() {
		if (!this.text.isEmpty()) {
			byte[] bytes = this.text.toString().getBytes(StandardCharsets.UTF_8);
			this.response.write(new MockWrite(bytes, this.before, this.content));
			this.text.setLength(0);
			this.content = 0;
			this.before = this.behavior.pace();
		}
	}

}
