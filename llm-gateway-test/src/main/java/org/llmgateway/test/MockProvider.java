package org.llmgateway.test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The provider behind all protocols: knows the behaviour, keeps the rendered scripts, the
 * recorded requests and the gauges. Used by all event loops at once.
 */
final class MockProvider {

	/** Bytes of a body that are read; more is answered with 413. */
	static final long MAX_BODY = 64L << 20;

	private static final int MAX_SCRIPTS = 512;

	private final Map<AnswerKey, MockScript> scripts = new ConcurrentHashMap<>();

	private final AtomicInteger active = new AtomicInteger();

	private final MockJournal journal = new MockJournal();

	private final MockBehavior defaults;

	private final boolean recording;

	private final MockSlots slots;

	private final int refusal;

	private volatile @Nullable Function<MockRequest, @Nullable MockBehavior> behaviors;

	private volatile @Nullable Function<MockRequest, @Nullable MockResponse> responses;

	private volatile boolean closed;

	/**
	 * Creates the provider.
	 * @param defaults behaviour for names without parameters
	 * @param recording whether requests are kept
	 * @param slots how many answers may be under way at once
	 * @param refusal status of the answer where the queue for them is full
	 */
	MockProvider(MockBehavior defaults, boolean recording, MockSlots slots, int refusal) {
		this.defaults = defaults;
		this.recording = recording;
		this.slots = slots;
		this.refusal = refusal;
	}

	MockSlots slots() {
		return this.slots;
	}

	/**
	 * The answer to a request that finds the queue full.
	 * @param head its head
	 * @return the answer
	 */
	MockScript refusal(MockHead head) {
		MockSurface surface = MockSurface.of(head.method(), head.path());
		return once(MockResponse.status(this.refusal)
			.header("retry-after", "1")
			.json(MockErrors.body(surface, this.refusal, "The mock has too much to do"))
			.build());
	}

	boolean keepsRequests() {
		return this.recording || this.behaviors != null || this.responses != null;
	}

	void behaviors(@Nullable Function<MockRequest, @Nullable MockBehavior> behaviors) {
		this.behaviors = behaviors;
	}

	void responses(@Nullable Function<MockRequest, @Nullable MockResponse> responses) {
		this.responses = responses;
	}

	/**
	 * Chooses the answer to a request that has been read completely.
	 * @param head its head
	 * @param scan what its body holds
	 * @param received bytes of its body
	 * @param request the request, if requests are kept
	 * @return the answer
	 */
	MockScript answer(MockHead head, RequestScan scan, long received, @Nullable MockRequest request) {
		MockSurface surface = MockSurface.of(head.method(), head.path());
		try {
			return choose(surface, head, scan, received, request);
		}
		catch (RuntimeException ex) {
			// A hook of the test has failed: its text is of more use than a broken
			// connection
			return once(MockResponse.status(500).json(MockErrors.body(surface, 500, ex.toString())).build());
		}
	}

	private MockScript choose(MockSurface surface, MockHead head, RequestScan scan, long received,
			@Nullable MockRequest request) {
		if (received > MAX_BODY) {
			return once(MockResponse.status(413).json(MockErrors.body(surface, 413, "The body is too large")).build());
		}
		MockBehavior behavior = null;
		if (request != null) {
			MockResponse fixed = apply(this.responses, request);
			if (fixed != null) {
				return once(fixed);
			}
			behavior = apply(this.behaviors, request);
		}
		if (surface == MockSurface.ECHO && behavior == null) {
			return once(MockAnswers.echo(head, received));
		}
		if (surface == MockSurface.UNKNOWN && "HEAD".equals(head.method())) {
			return once(MockResponse.status(200).build());
		}
		return rendered(AnswerKey.of(surface, scan, behavior));
	}

	private MockScript rendered(AnswerKey key) {
		MockScript script = this.scripts.get(key);
		if (script == null) {
			script = MockScript.of(MockAnswers.response(key, this.defaults), true);
			if (this.scripts.size() >= MAX_SCRIPTS) {
				this.scripts.clear();
			}
			this.scripts.put(key, script);
		}
		return script;
	}

	private static MockScript once(MockResponse response) {
		return MockScript.of(response, false);
	}

	private static <T> @Nullable T apply(@Nullable Function<MockRequest, @Nullable T> function, MockRequest request) {
		return (function == null) ? null : function.apply(request);
	}

	void record(MockRequest request) {
		if (this.recording) {
			this.journal.add(request);
		}
	}

	List<MockRequest> requests() {
		return this.journal.requests();
	}

	MockRequest awaitRequest(Duration limit) {
		return this.journal.await(limit);
	}

	void began() {
		this.active.incrementAndGet();
	}

	void ended() {
		this.active.decrementAndGet();
	}

	int activeRequests() {
		return this.active.get();
	}

	boolean closed() {
		return this.closed;
	}

	void close() {
		this.closed = true;
	}

}
