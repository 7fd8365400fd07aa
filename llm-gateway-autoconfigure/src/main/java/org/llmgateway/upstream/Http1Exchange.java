package org.llmgateway.upstream;

import java.util.Iterator;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One request on an HTTP/1.1 connection and its answer. All of it happens on the event
 * loop of the pool; calls from other threads are brought there.
 */
final class Http1Exchange extends Mono<UpstreamResponse> implements UpstreamResponse, Subscription {

	private final Http1Pool pool;

	private final UpstreamRequest request;

	private final UpstreamLeg.Listener listener;

	private final Http1Body body = new Http1Body(this);

	private @Nullable CoreSubscriber<? super UpstreamResponse> waiting;

	private @Nullable Http1Connection connection;

	private @Nullable Http1Upload upload;

	private volatile @Nullable HttpResponse head;

	private boolean reused;

	private boolean written;

	private boolean ended;

	/**
	 * Prepares an exchange, which begins when it is subscribed to.
	 * @param pool where its connection comes from
	 * @param request the request
	 * @param listener told how the request gets on
	 */
	Http1Exchange(Http1Pool pool, UpstreamRequest request, UpstreamLeg.Listener listener) {
		this.pool = pool;
		this.request = request;
		this.listener = listener;
	}

	/**
	 * Runs a step on the event loop: at once if this is its thread.
	 * @param step the step
	 */
	void run(Runnable step) {
		if (isOnLoop()) {
			step.run();
		}
		else {
			this.pool.eventLoop().execute(step);
		}
	}

	boolean isOnLoop() {
		return this.pool.eventLoop().inEventLoop();
	}

	@Override
	public void subscribe(CoreSubscriber<? super UpstreamResponse> actual) {
		run(() -> start(actual));
	}

	private void start(CoreSubscriber<? super UpstreamResponse> actual) {
		this.waiting = actual;
		actual.onSubscribe(this);
		if (this.ended) {
			return;
		}
		Http1Connection idle = this.pool.take();
		if (idle != null) {
			this.reused = true;
			send(idle);
		}
		else {
			this.pool.connect(this);
		}
	}

	/**
	 * A new connection is open.
	 * @param fresh the connection
	 */
	void connected(Http1Connection fresh) {
		if (this.ended) {
			fresh.free(true);
		}
		else {
			send(fresh);
		}
	}

	private void send(Http1Connection connection) {
		this.connection = connection;
		Channel channel = connection.serve(this);
		ChannelFuture write = channel.writeAndFlush(this.request.toHttp1());
		Publisher<ByteBuf> content = this.request.content();
		if (content == null) {
			write.addListener((done) -> sent(connection, done));
			return;
		}
		this.upload = new Http1Upload(channel, (done) -> sent(connection, done), (cause) -> run(() -> failed(cause)));
		content.subscribe(this.upload);
	}

	/** The last of the request has been written, or could not be. */
	private void sent(Http1Connection on, Future<?> write) {
		if (on != this.connection) {
			return;
		}
		this.written = write.isSuccess();
		if (this.written) {
			this.listener.sent();
		}
		else {
			on.broken(write.cause());
		}
	}

	/**
	 * The connection has read the head of the answer.
	 * @param head the head
	 */
	void head(HttpResponse head) {
		if (!isPlainOrChunked(head.headers())) {
			failed(UpstreamFailure.broken(this.request.provider().name(), "used a transfer coding other than chunked"));
			return;
		}
		this.head = head;
		CoreSubscriber<? super UpstreamResponse> actual = this.waiting;
		this.waiting = null;
		if (actual != null) {
			actual.onNext(this);
			actual.onComplete();
		}
	}

	/**
	 * The coding goes no further than the connection, so the caller could not undo it.
	 */
	private static boolean isPlainOrChunked(HttpHeaders headers) {
		Iterator<? extends CharSequence> codings = headers.valueCharSequenceIterator(HttpHeaderNames.TRANSFER_ENCODING);
		return !codings.hasNext()
				|| (HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.next()) && !codings.hasNext());
	}

	/**
	 * The connection has read a part of the body.
	 * @param part the part, owned by this exchange
	 */
	void content(ByteBuf part) {
		this.body.next(part);
	}

	/**
	 * The answer has ended; the connection is free before its receiver learns of it.
	 * @param keepAlive whether the provider keeps the connection open
	 */
	void end(boolean keepAlive) {
		release(keepAlive && this.written);
		this.body.end(null);
	}

	/**
	 * The connection has broken off. Where it had been idle and not taken a byte of the
	 * request, the provider had closed it before: another one is opened, once.
	 * @param cause why
	 */
	void brokenOff(Throwable cause) {
		if (this.reused && !this.written && this.head == null && this.request.content() == null) {
			this.reused = false;
			this.connection = null;
			this.pool.connect(this);
		}
		else {
			failed((this.reused && this.head == null) ? stale(cause) : cause);
		}
	}

	/** Those that have been idle beside it are no better: the next attempt opens one. */
	private Throwable stale(Throwable cause) {
		this.pool.closeIdle();
		return new StaleConnectionException(this.request.provider().name(), cause);
	}

	/**
	 * There is no answer, or not all of it.
	 * @param cause why
	 */
	void failed(Throwable cause) {
		if (this.ended) {
			return;
		}
		release(false);
		CoreSubscriber<? super UpstreamResponse> actual = this.waiting;
		this.waiting = null;
		if (actual != null) {
			actual.onError(UpstreamFailure.beforeAnswer(this.request, cause));
		}
		else {
			this.body.end(cause);
		}
	}

	private void release(boolean reusable) {
		this.ended = true;
		Http1Upload uploading = this.upload;
		if (uploading != null) {
			uploading.cancel();
		}
		Http1Connection used = this.connection;
		this.connection = null;
		if (used != null) {
			used.free(reusable);
		}
		this.listener.left();
	}

	/**
	 * Reads on from the connection, or stops.
	 * @param on whether to read
	 */
	void read(boolean on) {
		if (this.connection != null) {
			this.connection.read(on);
		}
	}

	@Override
	public void request(long n) {
		// There is one head, and it is always wanted.
	}

	/** Operators also cancel what has given them a value; the answer outlives that. */
	@Override
	public void cancel() {
		if (this.head == null) {
			close();
		}
	}

	@Override
	public void close() {
		run(() -> {
			this.waiting = null;
			this.body.discard();
			if (!this.ended) {
				release(false);
			}
		});
	}

	@Override
	public int status() {
		return answer().status().code();
	}

	@Override
	public HttpHeaders headers() {
		return answer().headers();
	}

	private HttpResponse answer() {
		HttpResponse answer = this.head;
		if (answer == null) {
			throw new IllegalStateException("The answer has not begun");
		}
		return answer;
	}

	@Override
	public Flux<ByteBuf> body() {
		return this.body;
	}

}
