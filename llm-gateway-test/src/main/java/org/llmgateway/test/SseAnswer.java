package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

import org.llmgateway.test.MockResponse.Framing;

/**
 * The events of a streamed answer in one dialect.
 *
 * @param opening events before the content
 * @param content content events, and what stands between them
 * @param closing events after the content
 * @param usage place of the first closing event that tells of usage, or of the last one
 * @param error the event that an error in the middle of a stream looks like
 */
record SseAnswer(List<SseEvent> opening, List<SseEvent> content, List<SseEvent> closing, int usage, SseEvent error) {

	/**
	 * Cuts the events into writes as a behaviour demands.
	 * @param behavior the behaviour
	 * @param fault what goes wrong, in place of the behaviour's own fault
	 * @param requestId name of the header that carries the request's id in this dialect
	 * @return the answer
	 */
	MockResponse response(MockBehavior behavior, MockFault fault, String requestId) {
		MockResponse.Builder response = MockResponse.status(behavior.status())
			.header("content-type", "text/event-stream; charset=utf-8")
			.header("cache-control", "no-cache")
			.header(requestId, "req_mock")
			.delay(behavior.delay());
		if (fault.withoutHead()) {
			return response.framing(Framing.NOTHING).finish(fault.finish()).build();
		}
		new SseWriter(response, behavior).write(this, fault);
		if (behavior.splitOdd()) {
			response.oddPieces(behavior.seed());
		}
		if (behavior.trailers()) {
			response.header("trailer", "x-mock-trailer").trailer("x-mock-trailer", "done");
		}
		return response.chunked().finish(fault.finish()).build();
	}

	List<SseEvent> events() {
		List<SseEvent> all = new ArrayList<>(this.opening);
		all.addAll(this.content);
		all.addAll(this.closing);
		return all;
	}

	/**
	 * How many events are written whole before a fault.
	 * @param fault the fault
	 * @return the number, of {@link #events()}
	 */
	int whole(MockFault fault) {
		int start = this.opening.size();
		return switch (fault.place()) {
			case BEFORE_HEAD, AFTER_HEAD, IN_OPENING -> 0;
			case AFTER_OPENING -> start;
			case AFTER_CONTENT, IN_CONTENT -> start + counted(fault.events());
			case BEFORE_USAGE -> start + this.content.size() + this.usage;
			case BEFORE_DONE -> start + this.content.size() + this.closing.size() - 1;
			case END -> start + this.content.size() + this.closing.size();
		};
	}

	private int counted(int events) {
		int left = events;
		for (int i = 0; i < this.content.size(); i++) {
			if (left == 0) {
				return i;
			}
			left -= this.content.get(i).content() ? 1 : 0;
		}
		return this.content.size();
	}

}
