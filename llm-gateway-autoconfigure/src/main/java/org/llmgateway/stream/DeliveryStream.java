package org.llmgateway.stream;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.llmgateway.exchange.ClientGone;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.stream.DeliveryStage.DeliveryContext;

/**
 * The chunks of one answer on their way to one caller: reads ahead of a slow one within
 * bounds, puts a sign of life between two events while the provider is silent, and can be
 * ended from outside. All of it happens on the event loop of the exchange.
 */
final class DeliveryStream extends Flux<LlmChunk> implements CoreSubscriber<LlmChunk>, Subscription {

	private final Publisher<LlmChunk> source;

	private final LlmExchange exchange;

	private final LoopThread thread;

	private final StreamSettings settings;

	private final DeliveryContext context;

	private final Runnable finished;

	private final ChunkQueue queue;

	private final HeartbeatTimer heartbeat;

	private final StreamReader reader = new StreamReader();

	private Subscription upstream = Operators.emptySubscription();

	/** One chunk has been asked for and has not come. */
	private boolean asked;

	private boolean delivering;

	private boolean upstreamDone;

	private @Nullable Throwable failure;

	private boolean done;

	private @Nullable UsageDrain drain;

	/**
	 * Prepares a delivery, which begins when it is subscribed to, once.
	 * @param finished run when the stream has ended
	 */
	DeliveryStream(Publisher<LlmChunk> source, LlmExchange exchange, StreamSettings settings, DeliveryContext context,
			Runnable finished) {
		this.source = source;
		this.exchange = exchange;
		this.thread = new LoopThread(exchange.eventLoop());
		this.settings = settings;
		this.context = context;
		this.finished = finished;
		this.queue = new ChunkQueue(context.buffer());
		this.heartbeat = new HeartbeatTimer(exchange.eventLoop(), settings.heartbeat(), context.nanoClock(),
				this::beat);
	}

	/**
	 * Gives the first sign of life as soon as somebody reads.
	 * @return this stream
	 */
	DeliveryStream beginEarly() {
		this.reader.greet();
		return this;
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
		this.reader.subscriber(actual);
		this.source.subscribe(this);
	}

	@Override
	public Context currentContext() {
		return this.reader.subscriber().currentContext();
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		this.upstream = subscription;
		this.reader.subscriber().onSubscribe(this);
		this.thread.execute(() -> {
			this.heartbeat.start();
			ask();
		});
	}

	@Override
	public void request(long n) {
		if (!this.thread.isHere()) {
			this.thread.execute(() -> request(n));
			return;
		}
		this.reader.more(n);
		if (this.reader.isGreeted() && !this.done) {
			deliver(Heartbeat.of(this.exchange.dialect()));
		}
		send();
	}

	/** Asks for a chunk that the reader waits for, or for which there is room. */
	private void ask() {
		if (this.asked || this.upstreamDone || this.done) {
			return;
		}
		boolean wanted = this.reader.waits() && this.queue.isEmpty();
		if (wanted || (this.queue.bytes() < this.settings.bufferBytes() && this.context.buffer().hasRoom())) {
			this.asked = true;
			this.upstream.request(1);
		}
	}

	@Override
	public void onNext(LlmChunk chunk) {
		if (!this.thread.isHere()) {
			this.thread.execute(() -> onNext(chunk));
			return;
		}
		this.asked = false;
		if (this.drain != null) {
			this.drain.take(chunk);
		}
		else if (this.done || this.upstreamDone) {
			chunk.data().release();
		}
		else if (this.reader.waits() && this.queue.isEmpty()) {
			deliver(chunk);
			ask();
		}
		else {
			this.queue.add(chunk);
			send();
		}
	}

	private void deliver(LlmChunk chunk) {
		this.heartbeat.sent();
		this.reader.deliver(chunk);
	}

	/** Sends what waits, as far as it is asked for, and then the end. */
	private void send() {
		if (this.delivering || this.done) {
			return;
		}
		this.delivering = true;
		while (this.reader.waits() && !this.done) {
			LlmChunk chunk = this.queue.poll();
			if (chunk == null) {
				break;
			}
			deliver(chunk);
		}
		this.delivering = false;
		if (this.upstreamDone && this.queue.isEmpty()) {
			end();
		}
		else {
			ask();
		}
	}

	@Override
	public void onError(Throwable error) {
		this.thread.execute(() -> upstreamEnded(error));
	}

	@Override
	public void onComplete() {
		this.thread.execute(() -> upstreamEnded(null));
	}

	private void upstreamEnded(@Nullable Throwable error) {
		if (this.done || this.upstreamDone) {
			return;
		}
		this.upstreamDone = true;
		this.failure = error;
		if (this.drain != null) {
			this.drain.end();
			return;
		}
		if (error != null && this.reader.hasBegun() && !this.reader.hasAll()) {
			this.exchange.log().end((error instanceof GatewayException) ? Ending.of(error) : Ending.UPSTREAM_CUT);
		}
		this.queue.filled(this.context.nanoClock());
		send();
	}

	private void end() {
		Throwable error = this.failure;
		if (this.done || (error != null && this.reader.hasBegun() && !this.reader.waits())) {
			// An error event, too, needs a reader that takes it.
			return;
		}
		finish();
		this.queue.emptied(this.context.nanoClock());
		if (error != null) {
			this.reader.subscriber().onError(error);
		}
		else {
			this.reader.subscriber().onComplete();
		}
	}

	/**
	 * Ends the stream with an error; what waits is not delivered any more. On the event
	 * loop.
	 * @param error what to tell the caller
	 */
	void fail(GatewayException error) {
		if (this.drain != null) {
			this.drain.end();
		}
		else if (!this.done && this.failure == null) {
			if (!this.upstreamDone) {
				this.upstream.cancel();
			}
			this.upstreamDone = true;
			this.failure = error;
			if (this.reader.hasBegun()) {
				this.exchange.log().end(Ending.of(error));
			}
			this.queue.clear();
			end();
		}
	}

	/** Only between two events, and only for a reader that has taken all so far. */
	private void beat() {
		if (!this.upstreamDone && this.reader.isOpen() && this.queue.isEmpty()) {
			deliver(Heartbeat.of(this.exchange.dialect()));
		}
	}

	/** The caller has gone. */
	@Override
	public void cancel() {
		// Reactor Netty tells the door of a connection that has gone as of a write that
		// has been done. Whoever closed it before has said why.
		this.exchange.log().end(Ending.CLIENT_GONE);
		EventLoop loop = this.exchange.eventLoop();
		if (loop == null || this.settings.clientGone() == ClientGone.CANCEL) {
			this.thread.execute(this::leave);
			return;
		}
		UsageDrain rest = new UsageDrain(this.exchange, this::leave);
		this.thread.execute(() -> drain(rest, loop));
	}

	private void drain(UsageDrain rest, EventLoop loop) {
		this.queue.clear();
		this.heartbeat.stop();
		if (this.done || this.upstreamDone) {
			rest.end();
			return;
		}
		this.drain = rest;
		rest.start(this.settings, loop);
		this.upstream.request(Long.MAX_VALUE);
	}

	private void leave() {
		if (!this.done) {
			if (!this.upstreamDone) {
				this.upstream.cancel();
			}
			finish();
		}
	}

	private void finish() {
		this.done = true;
		this.queue.clear();
		this.heartbeat.stop();
		this.finished.run();
	}

}
