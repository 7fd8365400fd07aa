package org.llmgateway.route;

import java.util.Objects;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.EventStreamLook;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.exchange.RouteSettings;
import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.llm.GatewayError;

/**
 * The response of an ordinary route whose streams are looked after: what is written to it
 * goes by way of DELIVERY, if the filters have set anything for it.
 */
final class StreamResponse extends ServerHttpResponseDecorator {

	/** The upstream has answered before anything can be written. */
	private static final StreamOverrides AFTER_HEADERS = new StreamOverrides(null, null, null, null, null, false, null);

	private final ServerWebExchange exchange;

	private final RouteSettings filters;

	private final StreamRoutes streams;

	private final long start;

	private volatile boolean begun;

	private volatile boolean errorTold;

	private Runnable whenErrorIsTold = () -> {
	};

	/**
	 * Decorates the response of an exchange.
	 * @param exchange Spring's exchange
	 * @param filters what the filters of the route set, and go on to set
	 * @param streams what to work with
	 * @param start when the request came in, by {@link System#nanoTime()}
	 */
	StreamResponse(ServerWebExchange exchange, RouteSettings filters, StreamRoutes streams, long start) {
		super(exchange.getResponse());
		this.exchange = exchange;
		this.filters = filters;
		this.streams = streams;
		this.start = start;
	}

	/**
	 * What the filters have set so far.
	 * @return the settings
	 */
	StreamSettings settings() {
		return StreamSettings.OFF.with(this.filters.stream());
	}

	/**
	 * Whether the upstream has answered.
	 * @return {@code true} once somebody writes the answer
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * What to do when the answer has ended with an error event.
	 * @param ended run once the event is written
	 */
	void whenErrorIsTold(Runnable ended) {
		this.whenErrorIsTold = ended;
	}

	@Override
	public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
		this.begun = true;
		return isLookedAfter() ? deliver(folder(), body) : super.writeWith(body);
	}

	@Override
	public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
		this.begun = true;
		if (!isLookedAfter()) {
			return super.writeAndFlushWith(body);
		}
		LlmExchange folder = folder();
		return deliver(folder, new BufferGroups(body, new LoopThread(folder.eventLoop())));
	}

	/** On any other body than an event stream only two of the clocks run. */
	private boolean isLookedAfter() {
		StreamSettings settings = settings();
		boolean all = settings.total() > 0 || settings.writeStall() > 0;
		return (all || LlmAnswer.isEventStream(getHeaders())) && !GatewayAttributes.isToPool(this.exchange);
	}

	private LlmExchange folder() {
		return StreamRoutes.folder(this.exchange, this.start);
	}

	private Mono<Void> deliver(LlmExchange folder, Publisher<? extends DataBuffer> body) {
		folder.settings().filters(this.filters);
		StreamSettings settings = folder.settings().deliver(null).with(AFTER_HEADERS);
		HttpStatusCode status = getStatusCode();
		HttpHeaders headers = upstreamHeaders();
		boolean events = LlmAnswer.isEventStream(headers);
		if (events) {
			// What is put between its events changes the length.
			getHeaders().remove(HttpHeaders.CONTENT_LENGTH);
		}
		ChunkLook look = events ? new EventStreamLook(folder.dialect(), this.streams.eventLimit()) : ChunkLook.OPAQUE;
		RouteChunks chunks = new RouteChunks(body, look, folder, events ? settings : StreamSettings.OFF);
		LlmAnswer answer = LlmAnswer.stream((status != null) ? status.value() : 200, headers, chunks, () -> {
		});
		folder.log().status(answer.status());
		return this.streams.delivery()
			.deliver(Mono.just(answer), folder, settings)
			.flatMap((delivered) -> this.streams.writer().writeBody(getDelegate(), folder, delivered, this::isTold))
			.doOnSuccess((nothing) -> written());
	}

	/** An error that comes before the first byte takes these back. */
	private HttpHeaders upstreamHeaders() {
		HttpHeaders headers = new HttpHeaders();
		HttpHeaders all = getHeaders();
		for (String name : GatewayAttributes.responseHeaderNames(this.exchange)) {
			if (all.containsHeader(name)) {
				headers.put(name, Objects.requireNonNull(all.get(name)));
			}
		}
		copy(HttpHeaders.CONTENT_TYPE, headers);
		copy(HttpHeaders.CONTENT_ENCODING, headers);
		return headers;
	}

	private void copy(String name, HttpHeaders headers) {
		String value = getHeaders().getFirst(name);
		if (value != null) {
			headers.set(name, value);
		}
	}

	/** Time-outs are the gateway's own; what the upstream breaks off stays broken off. */
	private boolean isTold(Throwable error) {
		boolean cut = !(error instanceof GatewayException known) || known.error() == GatewayError.UPSTREAM_CUT;
		this.errorTold = !cut || this.filters.hasErrorEvents();
		return this.errorTold;
	}

	private void written() {
		if (this.errorTold) {
			this.whenErrorIsTold.run();
		}
	}

}
