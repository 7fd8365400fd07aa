package org.llmgateway.test;

import java.util.ArrayList;
import java.util.List;

import io.netty.buffer.Unpooled;

/**
 * The answer that a request asks for, with what a test changes in it: its length, its
 * usage, one fault at any place.
 * <p>
 * {@code mock.respondWith((request) ->
 * MockReply.to(request).fault(MockFault.after(3, Kind.RESET)).response())}
 */
public final class MockReply {

	private final MockRequest request;

	private MockBehavior behavior = MockBehavior.DEFAULT;

	private MockFault fault = MockFault.NONE;

	private MockUsage usage = MockUsage.EXACT;

	private int reasoning;

	private String tail = "";

	private MockReply(MockRequest request) {
		this.request = request;
	}

	/**
	 * The usual answer to a request: 16 content events, in the words of its surface, as a
	 * stream if it asks for one, with a tool call if it has tools.
	 * @param request the request
	 * @return the answer, to change
	 */
	public static MockReply to(MockRequest request) {
		return new MockReply(request);
	}

	/**
	 * Sets text, pace and form of the answer; the behaviour's own faults are left out.
	 * @param behavior the behaviour
	 * @return this reply
	 */
	public MockReply as(MockBehavior behavior) {
		this.behavior = behavior;
		return this;
	}

	/**
	 * Sets the number of content events, without those of reasoning.
	 * @param tokens the number
	 * @return this reply
	 */
	public MockReply tokens(int tokens) {
		return as(this.behavior.toBuilder().tokens(tokens).build());
	}

	/**
	 * Lets the model think before it speaks.
	 * @param events content events of reasoning before the others
	 * @return this reply
	 */
	public MockReply reasoning(int events) {
		this.reasoning = events;
		return this;
	}

	/**
	 * Sets what the answer says of its tokens. A chat or completion stream that was not
	 * asked for usage has none whatever is set here, except {@link MockUsage#RUNNING}.
	 * @param usage what it says
	 * @return this reply
	 */
	public MockReply usage(MockUsage usage) {
		this.usage = usage;
		return this;
	}

	/**
	 * Sets the fault.
	 * @param fault the fault
	 * @return this reply
	 */
	public MockReply fault(MockFault fault) {
		this.fault = fault;
		return this;
	}

	/**
	 * Adds bytes after the last event, which belong to no answer.
	 * @param tail the bytes as text
	 * @return this reply
	 */
	public MockReply tail(String tail) {
		this.tail = tail;
		return this;
	}

	/**
	 * The answer.
	 * @return the answer, fixed to the byte
	 */
	public MockResponse response() {
		RequestScan scan = new RequestScan();
		scan.accept(Unpooled.wrappedBuffer(this.request.body()));
		MockSurface surface = MockSurface.of(this.request.method(), this.request.path());
		AnswerKey key = AnswerKey.of(surface, scan, this.behavior).saying(this.usage, this.reasoning);
		MockResponse response = MockAnswers.response(key, this.behavior, this.fault);
		if (this.tail.isEmpty()) {
			return response;
		}
		List<MockWrite> writes = new ArrayList<>(response.writes());
		writes.add(MockWrite.of(this.tail));
		return new MockResponse(response.status(), response.headers(), List.copyOf(writes), response.framing(),
				response.trailers(), response.finish(), response.delay());
	}

	/**
	 * An error in the words of the request's surface.
	 * @param request the request
	 * @param status an HTTP status from 400 on
	 * @return the beginning of an answer, which has its body already
	 */
	public static MockResponse.Builder error(MockRequest request, int status) {
		MockSurface surface = MockSurface.of(request.method(), request.path());
		return MockResponse.status(status).json(MockErrors.body(surface, status, "As the mock was told"));
	}

}
