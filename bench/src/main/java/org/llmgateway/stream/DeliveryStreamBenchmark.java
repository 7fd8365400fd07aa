package org.llmgateway.stream;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.llmgateway.exchange.ClientGone;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.StreamSettings;
import org.llmgateway.exchange.Surface;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;

import org.springframework.http.HttpHeaders;

/**
 * What DELIVERY costs for each read from the provider, heartbeat and buffer on: for a
 * client that keeps up, and for one that is a read behind.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DeliveryStreamBenchmark {

	private static final int BYTES = 8 * 1024;

	private static final StreamSettings SETTINGS = new StreamSettings(0, 0, 0, 0, Duration.ofSeconds(15).toNanos(),
			false, 0, true, ClientGone.CANCEL, 0, 0, 1 << 20);

	private final EmbeddedChannel channel = new EmbeddedChannel();

	private final ByteBuf data = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(ByteBuffer.allocateDirect(BYTES)));

	private final LlmChunk chunk = new LlmChunk(this.data, true, LlmChunk.EVENT | LlmChunk.CONTENT);

	private final Provider fastProvider = new Provider();

	private final Client fastClient = new Client(Long.MAX_VALUE);

	private final Provider slowProvider = new Provider();

	private final Client slowClient = new Client(0);

	/** Opens both streams. */
	public DeliveryStreamBenchmark() {
		this.fastProvider.deliverTo(this.channel, this.fastClient);
		this.slowProvider.deliverTo(this.channel, this.slowClient);
	}

	/**
	 * A read that goes straight on.
	 * @return the bytes that the client has had so far
	 */
	@Benchmark
	public long straight() {
		this.fastProvider.read(this.chunk);
		return this.fastClient.bytes;
	}

	/**
	 * A read that waits, and is then asked for.
	 * @return the bytes that the client has had so far
	 */
	@Benchmark
	public long behind() {
		this.slowProvider.read(this.chunk);
		this.slowClient.request(1);
		return this.slowClient.bytes;
	}

	/** Closes both streams. */
	@TearDown
	public void close() {
		this.fastClient.cancel();
		this.slowClient.cancel();
		this.channel.finishAndReleaseAll();
	}

	/** Reads when it is told to. */
	private static final class Provider extends Flux<LlmChunk> implements Subscription {

		private CoreSubscriber<? super LlmChunk> subscriber = Operators.emptySubscriber();

		void deliverTo(EmbeddedChannel channel, Client client) {
			Surface surface = Objects.requireNonNull(Surface.of("/v1/chat/completions"));
			RequestHead head = new RequestHead("POST", "/v1/chat/completions", null, new HttpHeaders());
			LlmExchange exchange = new LlmExchange(surface, "id", head, Flux.empty(), channel.eventLoop(), 0);
			new DeliveryStream(this, exchange, SETTINGS, new DeliveryStage.DeliveryContext(
					new SharedBuffer(Long.MAX_VALUE), new OpenDeliveries(Duration.ZERO), System::nanoTime), () -> {
					})
				.subscribe(client);
		}

		void read(LlmChunk chunk) {
			this.subscriber.onNext(chunk);
		}

		@Override
		public void subscribe(CoreSubscriber<? super LlmChunk> actual) {
			this.subscriber = actual;
			actual.onSubscribe(this);
		}

		@Override
		public void request(long n) {
			// Whether it is asked or not, the benchmark decides.
		}

		@Override
		public void cancel() {
			// Nothing is open.
		}

	}

	/** Counts what it gets. */
	private static final class Client extends BaseSubscriber<LlmChunk> {

		private final long first;

		private long bytes;

		Client(long first) {
			this.first = first;
		}

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			if (this.first > 0) {
				subscription.request(this.first);
			}
		}

		@Override
		protected void hookOnNext(LlmChunk chunk) {
			this.bytes += chunk.data().readableBytes();
			chunk.data().release();
		}

	}

}
