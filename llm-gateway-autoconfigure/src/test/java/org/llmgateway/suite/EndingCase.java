package org.llmgateway.suite;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockReply;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;
import org.llmgateway.test.MockResponse.Finish;

/**
 * The ways in which a stream can end, what brings each about, and who gets to know what.
 */
enum EndingCase {

	/** Nothing goes wrong. */
	COMPLETE(Ending.COMPLETE, "usual", MockFault.NONE, Told.ALL, MockRequest.Ending.COMPLETE),

	/** The provider says all, but does not end its answer as the transport demands. */
	COMPLETE_BUT_CUT(Ending.COMPLETE, "usual", MockFault.of(Place.END, Kind.CUT), Told.ALL, MockRequest.Ending.CUT),

	/** No model has this name. */
	REFUSED(Ending.REFUSED, "unknown", GatewayError.MODEL_NOT_FOUND),

	/** The caller leaves in the middle. */
	CLIENT_GONE(Ending.CLIENT_GONE, "usual", MockFault.after(2, Kind.STALL), Told.LEAVES, MockRequest.Ending.CANCELLED),

	/** The caller leaves before there is any answer. */
	CLIENT_GONE_BEFORE_HEAD(Ending.CLIENT_GONE, "usual", MockFault.of(Place.BEFORE_HEAD, Kind.STALL), Told.LEAVES_EARLY,
			MockRequest.Ending.CANCELLED),

	/** The provider finds fault with the request. */
	UPSTREAM_ERROR_400(Ending.UPSTREAM_ERROR, 400),

	/** The provider fails. */
	UPSTREAM_ERROR_500(Ending.UPSTREAM_ERROR, 500),

	/** The provider has too much to do. */
	UPSTREAM_ERROR_529(Ending.UPSTREAM_ERROR, 529),

	/** An error event of the provider's own in the middle. */
	ERROR_EVENT(Ending.UPSTREAM_ERROR, "usual", MockFault.after(3, Kind.ERROR), Told.PROVIDERS_EVENT,
			MockRequest.Ending.COMPLETE),

	/** The provider closes between two events. */
	UPSTREAM_CUT(Ending.UPSTREAM_CUT, "usual", MockFault.after(3, Kind.CUT), GatewayError.UPSTREAM_CUT,
			MockRequest.Ending.CUT),

	/** The provider resets between two events. */
	UPSTREAM_RESET(Ending.UPSTREAM_CUT, "usual", MockFault.after(3, Kind.RESET), GatewayError.UPSTREAM_CUT,
			MockRequest.Ending.CUT),

	/** The provider closes in the middle of an event. */
	UPSTREAM_CUT_IN_EVENT(Ending.UPSTREAM_CUT, "usual", new MockFault(Place.IN_CONTENT, 3, Kind.CUT, Duration.ZERO),
			Told.BROKEN_OFF, MockRequest.Ending.CUT),

	/** The provider closes when only its last event is missing. */
	UPSTREAM_CUT_BEFORE_DONE(Ending.UPSTREAM_CUT, "usual", MockFault.of(Place.BEFORE_DONE, Kind.CUT),
			GatewayError.UPSTREAM_CUT, MockRequest.Ending.CUT),

	/** The provider does not answer. */
	FIRST_TOKEN_NO_HEAD(Ending.FIRST_TOKEN_TIMEOUT, "first", Place.BEFORE_HEAD, Kind.STALL,
			GatewayError.FIRST_TOKEN_TIMEOUT),

	/** The provider answers with nothing but its head. */
	FIRST_TOKEN_HEAD_ONLY(Ending.FIRST_TOKEN_TIMEOUT, "first", Place.AFTER_HEAD, Kind.STALL,
			GatewayError.FIRST_TOKEN_TIMEOUT),

	/** The provider opens its answer and says nothing. */
	FIRST_TOKEN_NO_CONTENT(Ending.FIRST_TOKEN_TIMEOUT, "first", Place.AFTER_OPENING, Kind.STALL,
			GatewayError.FIRST_TOKEN_TIMEOUT),

	/** The provider opens its answer and gives signs of life only. */
	FIRST_TOKEN_COMMENTS(Ending.FIRST_TOKEN_TIMEOUT, "first", Place.AFTER_OPENING, Kind.COMMENTS,
			GatewayError.FIRST_TOKEN_TIMEOUT),

	/** The provider falls silent between two events. */
	IDLE_TIMEOUT(Ending.IDLE_TIMEOUT, "idle", MockFault.after(2, Kind.STALL), GatewayError.IDLE_TIMEOUT,
			MockRequest.Ending.CANCELLED),

	/** The provider falls silent in the middle of an event. */
	IDLE_TIMEOUT_IN_EVENT(Ending.IDLE_TIMEOUT, "idle", new MockFault(Place.IN_CONTENT, 2, Kind.STALL, Duration.ZERO),
			Told.BROKEN_OFF, MockRequest.Ending.CANCELLED),

	/** The request takes too long before there is any answer. */
	TOTAL_TIMEOUT_NO_HEAD(Ending.TOTAL_TIMEOUT, "total", Place.BEFORE_HEAD, Kind.STALL, GatewayError.TOTAL_TIMEOUT),

	/** The request takes too long, and the provider gives signs of life. */
	TOTAL_TIMEOUT(Ending.TOTAL_TIMEOUT, "total", MockFault.after(2, Kind.COMMENTS), GatewayError.TOTAL_TIMEOUT,
			MockRequest.Ending.CANCELLED),

	/** The caller takes nothing of a long answer. */
	WRITE_STALL(Ending.WRITE_STALL, "stall", EndingCase::endless, Told.READS_LATE, null, MockRequest.Ending.CANCELLED,
			200);

	private static final int LARGE = 64 * 1024;

	private final Ending ending;

	private final String model;

	private final Step step;

	private final Told told;

	private final @Nullable GatewayError error;

	private final MockRequest.@Nullable Ending upstream;

	private final int status;

	/** What the caller does and gets. */
	enum Told {

		/** The whole answer. */
		ALL,
		/** An error as an answer of its own. */
		STATUS,
		/** The provider's own error answer. */
		PROVIDERS_STATUS,
		/** An error event of the gateway's after the beginning of the answer. */
		EVENT,
		/** The provider's own error event after the beginning of the answer. */
		PROVIDERS_EVENT,
		/** A broken connection or a reset stream after the beginning of the answer. */
		BROKEN_OFF,
		/** Nothing, having left in the middle. */
		LEAVES,
		/** Nothing, having left before the head. */
		LEAVES_EARLY,
		/** A broken connection or a reset stream, having read too late. */
		READS_LATE

	}

	EndingCase(Ending ending, String model, Step step, Told told, @Nullable GatewayError error,
			MockRequest.@Nullable Ending upstream, int status) {
		this.ending = ending;
		this.model = model;
		this.step = step;
		this.told = told;
		this.error = error;
		this.upstream = upstream;
		this.status = status;
	}

	EndingCase(Ending ending, String model, MockFault fault, Told told, MockRequest.Ending upstream) {
		this(ending, model, Step.of(fault), told, null, upstream, (told == Told.LEAVES_EARLY) ? 0 : 200);
	}

	EndingCase(Ending ending, String model, MockFault fault, GatewayError error, MockRequest.Ending upstream) {
		this(ending, model, Step.of(fault), Told.EVENT, error, upstream, 200);
	}

	EndingCase(Ending ending, String model, Place place, Kind kind, GatewayError error) {
		this(ending, model, Step.of(MockFault.of(place, kind)), Told.STATUS, error, MockRequest.Ending.CANCELLED,
				error.status());
	}

	EndingCase(Ending ending, String model, GatewayError error) {
		this(ending, model, Step.of(MockFault.NONE), Told.STATUS, error, null, error.status());
	}

	EndingCase(Ending ending, int status) {
		this(ending, "usual", Step.status(status), Told.PROVIDERS_STATUS, null, MockRequest.Ending.COMPLETE, status);
	}

	private static MockResponse endless(MockRequest request, MockReply good) {
		StreamSurface surface = request.path().endsWith("/messages") ? StreamSurface.MESSAGES
				: (request.path().endsWith("/responses") ? StreamSurface.RESPONSES : StreamSurface.CHAT);
		return MockResponse.status(200)
			.header("content-type", "text/event-stream")
			.chunked()
			.write(surface.event("x".repeat(LARGE)))
			.finish(Finish.REPEAT)
			.build();
	}

	Ending ending() {
		return this.ending;
	}

	String model() {
		return this.model;
	}

	Step step() {
		return this.step;
	}

	Told told() {
		return this.told;
	}

	@Nullable GatewayError error() {
		return this.error;
	}

	MockRequest.@Nullable Ending upstream() {
		return this.upstream;
	}

	int status() {
		return this.status;
	}

}
