package org.llmgateway.suite;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockReply;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

/**
 * What the mock does at each attempt of a request: the faults of a test in order, then
 * the good answer. Keeps the requests that came.
 */
final class FaultPlan implements Function<MockRequest, MockResponse> {

	private final Map<String, Request> requests = new ConcurrentHashMap<>();

	private final Map<String, List<MockRequest>> received = new ConcurrentHashMap<>();

	/** What goes wrong in one attempt. */
	interface Step {

		/**
		 * The answer with what goes wrong in it.
		 * @param request the request
		 * @param good the good answer, to change
		 * @return the answer
		 */
		MockResponse answer(MockRequest request, MockReply good);

		static Step of(MockFault fault) {
			return new Fault(fault);
		}

		static Step status(int status) {
			return (request, good) -> MockReply.error(request, status).build();
		}

	}

	private record Fault(MockFault fault) implements Step {

		@Override
		public MockResponse answer(MockRequest request, MockReply good) {
			return good.fault(this.fault).response();
		}

	}

	/** What the good answer of an attempt is like. */
	interface Shape {

		/**
		 * Changes the usual answer.
		 * @param reply the usual answer
		 * @param attempt the attempt, from 0
		 * @return the good answer
		 */
		MockReply of(MockReply reply, int attempt);

	}

	private record Request(Shape shape, List<Step> steps) {

	}

	/**
	 * Sets what happens to a request.
	 * @param id the id of the request
	 * @param shape what the good answer is like
	 * @param steps what goes wrong, attempt by attempt
	 */
	void plan(String id, Shape shape, List<Step> steps) {
		this.requests.put(id, new Request(shape, steps));
	}

	void plan(String id, Step... steps) {
		plan(id, (reply, attempt) -> reply, List.of(steps));
	}

	/**
	 * The attempts that reached the mock.
	 * @param id the id of the request
	 * @return the requests in order
	 */
	List<MockRequest> attempts(String id) {
		return this.received.getOrDefault(id, List.of());
	}

	/**
	 * Whether the connection of an attempt is reset.
	 * @param id the id of the request
	 * @param attempt the attempt, from 0
	 * @return {@code true} if what was sent may be lost on the way
	 */
	boolean isReset(String id, int attempt) {
		List<Step> steps = this.requests.get(id).steps();
		return attempt < steps.size() && steps.get(attempt) instanceof Fault step && step.fault().kind() == Kind.RESET;
	}

	/**
	 * What an attempt would have got if nothing had gone wrong.
	 * @param id the id of the request
	 * @param attempt the attempt, from 0
	 * @return the whole body
	 */
	String good(String id, int attempt) {
		MockReply good = this.requests.get(id).shape().of(MockReply.to(attempts(id).get(attempt)), attempt);
		return new String(good.response().body(), StandardCharsets.UTF_8);
	}

	@Override
	public MockResponse apply(MockRequest request) {
		String id = String.valueOf(StreamSurface.id(request.bodyText()));
		List<MockRequest> sofar = this.received.computeIfAbsent(id, (key) -> new CopyOnWriteArrayList<>());
		sofar.add(request);
		Request plan = this.requests.get(id);
		if (plan == null) {
			return MockReply.to(request).response();
		}
		int attempt = sofar.size() - 1;
		MockReply good = plan.shape().of(MockReply.to(request), attempt);
		return (attempt < plan.steps().size()) ? plan.steps().get(attempt).answer(request, good) : good.response();
	}

}
