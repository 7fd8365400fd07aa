package org.llmgateway.suite;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.awaitility.Awaitility;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient.ResponseReceiver;
import reactor.netty.http.client.HttpClientResponse;

/**
 * A call under way: collects what comes, and says how it ended.
 */
public final class RunningCall {

	/** How long anything may take; what must not happen takes a minute. */
	public static final Duration LIMIT = Duration.ofSeconds(10);

	private final ByteArrayOutputStream received = new ByteArrayOutputStream();

	private final CompletableFuture<HttpClientResponse> head = new CompletableFuture<>();

	private final CompletableFuture<Ending> ending = new CompletableFuture<>();

	private final Reader reader = new Reader();

	private final boolean reading;

	private final Disposable subscription;

	/** How a call ended. */
	public enum Ending {

		/** The answer has come whole. */
		COMPLETE,
		/** It was broken off. */
		BROKEN

	}

	RunningCall(ResponseReceiver<?> receiver, boolean reading) {
		this.reading = reading;
		this.subscription = receiver.responseConnection(this::begin).subscribe((nothing) -> {
		}, this::failed, () -> {
			if (!this.head.isDone()) {
				failed(new IllegalStateException("No answer"));
			}
		});
	}

	private Mono<Void> begin(HttpClientResponse response, Connection connection) {
		this.head.complete(response);
		connection.inbound().receive().subscribe(this.reader);
		return this.reader.over();
	}

	private void failed(Throwable cause) {
		this.head.completeExceptionally(cause);
		this.ending.complete(Ending.BROKEN);
	}

	/**
	 * Waits for the head of the answer.
	 * @return status and headers
	 */
	public HttpClientResponse awaitHead() {
		return await(this.head, "No head");
	}

	/**
	 * Waits for the trailers, which come with the end of the answer.
	 * @return the trailers, usually none
	 */
	public HttpHeaders awaitTrailers() {
		HttpHeaders trailers = awaitHead().trailerHeaders().block(LIMIT);
		return (trailers != null) ? trailers : EmptyHttpHeaders.INSTANCE;
	}

	/**
	 * Waits until the body so far holds a text.
	 * @param text what to wait for
	 * @return the body so far
	 */
	public String awaitText(String text) {
		Awaitility.await(text).atMost(LIMIT).pollInterval(Duration.ofMillis(2)).until(() -> text().contains(text));
		return text();
	}

	/**
	 * Waits for the end of the answer.
	 * @return how it ended
	 */
	public Ending awaitEnd() {
		return await(this.ending, "No end after: " + text());
	}

	public boolean over() {
		return this.ending.isDone();
	}

	/**
	 * The body so far.
	 * @return a copy
	 */
	public byte[] bytes() {
		synchronized (this.received) {
			return this.received.toByteArray();
		}
	}

	public String text() {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	/** Reads on, where the call was opened without reading. */
	public void read() {
		this.reader.request(Long.MAX_VALUE);
	}

	/** Leaves as the client library does when its caller loses interest. */
	public void cancel() {
		this.reader.cancel();
		this.subscription.dispose();
	}

	private static <T> T await(CompletableFuture<T> future, String message) {
		try {
			return future.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(message, ex);
		}
		catch (ExecutionException ex) {
			throw new AssertionError(message, ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(message, ex);
		}
	}

	private final class Reader extends BaseSubscriber<ByteBuf> {

		private final Sinks.Empty<Void> over = Sinks.empty();

		Mono<Void> over() {
			return this.over.asMono();
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (RunningCall.this.reading) {
				requestUnbounded();
			}
		}

		@Override
		protected void hookOnNext(ByteBuf buffer) {
			byte[] bytes = ByteBufUtil.getBytes(buffer);
			synchronized (RunningCall.this.received) {
				RunningCall.this.received.writeBytes(bytes);
			}
		}

		@Override
		protected void hookOnComplete() {
			RunningCall.this.ending.complete(Ending.COMPLETE);
			this.over.tryEmitEmpty();
		}

		@Override
		protected void hookOnError(Throwable cause) {
			RunningCall.this.ending.complete(Ending.BROKEN);
			this.over.tryEmitEmpty();
		}

	}

}
