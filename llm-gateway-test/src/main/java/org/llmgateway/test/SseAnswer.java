package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.llmgateway.test.MockResponse.Framing;

/**
 * The events of a streamed answer in one dialect.
 *
 * @param opening events before the content
 * @param content content events: what tokens, batch, pace and the faults count
 * @param closing events after the content
 * @param error the event that an error in the middle of a stream looks like
 */
record SseAnswer(List<SseEvent> opening, List<SseEvent> content, List<SseEvent> closing, SseEvent error) {

	/**
	 * Cuts the events into writes as a behaviour demands.
	 * @param behavior the behaviour
	 * @param requestId name of the header that carries the request's id in this dialect
	 * @return the answer
	 */
	MockResponse response(MockBehavior behavior, String requestId) {
		Fault fault = Fault.of(behavior);
		MockResponse.Builder response = MockResponse.status(behavior.status())
			.header("content-type", "text/event-stream; charset=utf-8")
			.header("cache-control", "no-cache")
			.header(requestId, "req_mock")
			.delay(behavior.delay());
		if (fault.beforeHead()) {
			return response.framing(Framing.NOTHING).finish(fault.finish()).build();
		}
		writes(response, behavior, fault);
		if (behavior.splitOdd()) {
			response.oddPieces(behavior.seed());
		}
		if (behavior.trailers()) {
			response.header("trailer", "x-mock-trailer").trailer("x-mock-trailer", "done");
		}
		return response.chunked().finish(fault.finish()).build();
	}

	private void writes(MockResponse.Builder response, MockBehavior behavior, Fault fault) {
		int count = (fault.after() < 0) ? this.content.size() : Math.min(fault.after(), this.content.size());
		StringBuilder text = new StringBuilder();
		if (fault.after() != 0) {
			this.opening.forEach((event) -> event.appendTo(text, behavior));
		}
		Duration before = behavior.first();
		for (int from = 0; from < count; from += behavior.batch()) {
			int to = Math.min(count, from + behavior.batch());
			this.content.subList(from, to).forEach((event) -> event.appendTo(text, behavior));
			flush(response, before, text);
			before = behavior.pace();
		}
		before = (count == 0) ? behavior.first() : Duration.ZERO;
		if (fault.after() < 0) {
			this.closing.forEach((event) -> event.appendTo(text, behavior));
		}
		else if (fault.error()) {
			this.error.appendTo(text, behavior);
		}
		flush(response, before, text);
	}

	private static void flush(MockResponse.Builder response, Duration before, StringBuilder text) {
		if (!text.isEmpty()) {
			response.write(before, text.toString().getBytes(StandardCharsets.UTF_8));
			text.setLength(0);
		}
	}

}
