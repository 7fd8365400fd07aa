package org.llmgateway.stream;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.llmgateway.exchange.LlmChunk;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an event costs that waits for a slow client: put into a block with others, which
 * is taken as a whole. Per event, with a block's worth of them at a time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChunkQueueBenchmark {

	static final int EVENTS = 64;

	private static final int BYTES = 200;

	private final ChunkQueue queue = new ChunkQueue(new SharedBuffer(Long.MAX_VALUE));

	private final ByteBuf data = ByteBufAllocator.DEFAULT.directBuffer(BYTES).writeZero(BYTES);

	private final LlmChunk chunk = new LlmChunk(this.data, true, LlmChunk.EVENT | LlmChunk.CONTENT);

	/**
	 * Fills a block and takes it.
	 * @return the bytes taken
	 */
	@Benchmark
	@OperationsPerInvocation(EVENTS)
	public int fillAndTake() {
		return fillAndTake(EVENTS);
	}

	int fillAndTake(int events) {
		for (int i = 0; i < events; i++) {
			this.data.retain();
			this.queue.add(this.chunk);
		}
		int bytes = 0;
		for (LlmChunk taken = this.queue.poll(); taken != null; taken = this.queue.poll()) {
			bytes += taken.data().readableBytes();
			taken.data().release();
		}
		return bytes;
	}

	/** Lets go of what was added again and again. */
	@TearDown
	public void release() {
		this.data.release();
	}

}
