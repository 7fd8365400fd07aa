package org.llmgateway.route;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import org.llmgateway.exchange.ChunkLook;
import org.llmgateway.exchange.DeadlineTimer;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LoopThread;
import org.llmgateway.exchange.StreamDeadlines;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.Operation;

/**
 * The body of an ordinary route's answer as chunks, under the clocks of a stream. All of
 * it happens on the thread of the client.
 */
final class RouteChunks extends Flux<LlmChunk> {

	/**
	 * What ends the wait for the first token of an LLM; of any other stream, where no
	 * dialect says what content is, every event does.
	 */
	private static final int FIRST = LlmChunk.CONTENT | LlmChunk.ERROR | LlmChunk.DONE;

	private final Publisher<? extends DataBuffer> body;

	private final ChunkLook look;

	private final LlmExchange exchange;

	private final StreamSettings settings;

	/**
	 * Prepares a body, for one subscriber.
	 * @param body the buffers as the route's filters left them
	 * @param look sees what they hold
	 * @param exchange the folder of the request
	 * @param settings the clocks
	 */
	RouteChunks(Publisher<? extends DataBuffer> body, ChunkLook look, LlmExchange exchange, StreamSettings settings) {
		this.body = body;
		this.look = look;
		this.exchange = exchange;
		this.settings = settings;
	}

	@Override
	public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
		this.body.subscribe(new Relay(this, actual));
	}

	private static final class Relay implements CoreSubscriber<DataBuffer>, Subscription {

		private final RouteChunks parent;

		private final CoreSubscriber<? super LlmChunk> actual;

		private final LoopThread thread;

		private final StreamDeadlines deadlines;

		private final int first;

		private Subscription upstream = Operators.emptySubscription();

		private @Nullable DeadlineTimer timer;

		private long demand;

		private boolean begun;

		private boolean done;

		Relay(RouteChunks parent, CoreSubscriber<? super LlmChunk> actual) {
			this.parent = parent;
			this.actual = actual;
			this.thread = new LoopThread(parent.exchange.eventLoop());
			this.first = (parent.exchange.operation() == Operation.PASS_THROUGH) ? LlmChunk.EVENT : FIRST;
			this.deadlines = new StreamDeadlines(parent.settings.firstToken(), parent.settings.idle(),
					parent.exchange.log().startNanos());
		}

		@Override
		public Context currentContext() {
			return this.actual.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			this.upstream = subscription;
			this.actual.onSubscribe(this);
			this.thread.execute(this::startTimer);
		}

		private void startTimer() {
			if (this.thread.loop() != null && !this.done) {
				this.timer = new DeadlineTimer(this.deadlines, this.thread.loop(), System::nanoTime, this::expired);
				this.timer.start();
			}
		}

		private void expired(GatewayError error) {
			boolean idle = error == GatewayError.IDLE_TIMEOUT;
			if (idle && this.demand == 0) {
				// The silence is the client's, which takes nothing.
				this.deadlines.read(System.nanoTime());
				startTimer();
				return;
			}
			end();
			this.upstream.cancel();
			this.actual.onError(new GatewayException(error, idle
					? "The upstream fell silent in the middle of its answer" : "The upstream sent no content in time"));
		}

		@Override
		public void request(long n) {
			this.thread.execute(() -> {
				if (this.demand == 0 && this.begun) {
					this.deadlines.read(System.nanoTime());
				}
				this.demand = Operators.addCap(this.demand, n);
				if (!this.done) {
					this.upstream.request(n);
				}
			});
		}

		@Override
		public void onNext(DataBuffer buffer) {
			this.thread.execute(() -> take(NettyDataBufferFactory.toByteBuf(buffer)));
		}

		private void take(ByteBuf bytes) {
			if (this.done) {
				bytes.release();
				return;
			}
			this.begun = true;
			if (this.demand != Long.MAX_VALUE) {
				this.demand--;
			}
			LlmChunk chunk = this.parent.look.at(bytes);
			long now = System.nanoTime();
			this.deadlines.read(now);
			if (chunk.holds(this.first)) {
				this.deadlines.content();
			}
			if (chunk.holds(LlmChunk.CONTENT) && this.parent.exchange.log().firstContentNanos() == 0) {
				this.parent.exchange.log().firstContent(now);
			}
			this.actual.onNext(chunk);
		}

		@Override
		public void onError(Throwable error) {
			this.thread.execute(() -> {
				if (!this.done) {
					end();
					this.actual.onError((error instanceof GatewayException) ? error
							: new GatewayException(GatewayError.UPSTREAM_CUT,
									"The upstream broke off in the middle of its answer", null, error));
				}
			});
		}

		@Override
		public void onComplete() {
			this.thread.execute(() -> {
				if (!this.done) {
					end();
					this.actual.onComplete();
				}
			});
		}

		@Override
		public void cancel() {
			this.thread.execute(() -> {
				if (!this.done) {
					end();
					this.upstream.cancel();
				}
			});
		}

		private void end() {
			this.done = true;
			if (this.timer != null) {
				this.timer.stop();
			}
			this.parent.look.end();
		}

	}

}
