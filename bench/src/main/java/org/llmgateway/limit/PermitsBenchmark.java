package org.llmgateway.limit;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a request's permit costs: fixed or adaptive where one is free, and a turn in the
 * queue of a hundred tenants where none is.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PermitsBenchmark {

	private static final long MILLISECOND = 1_000_000;

	private final Permits fixed = new Permits(new FixedLimit(1000), new FairQueue(100, 1000, (tenant) -> 1));

	private final Permits adaptive = new Permits(
			new GradientLimit(new GradientSettings(1, 1000, 50, 1.5, 1000 * MILLISECOND, 60_000 * MILLISECOND), 0),
			new FairQueue(100, 1000, (tenant) -> 1));

	private final FairQueue queue = new FairQueue(100, 1000, (tenant) -> 1);

	private final FairQueue.Waiter waiter = new FairQueue.Waiter("tenant-7");

	private long now;

	/** Somebody of each tenant waits. */
	@Setup
	public void fill() {
		for (int i = 0; i < 100; i++) {
			this.queue.offer(new FairQueue.Waiter("tenant-" + i));
		}
	}

	@Benchmark
	public boolean fixed() {
		boolean entered = this.fixed.enter();
		this.fixed.leave(false, 0);
		return entered;
	}

	@Benchmark
	public boolean adaptive() {
		this.now += MILLISECOND;
		boolean entered = this.adaptive.enter();
		this.adaptive.firstToken(400 * MILLISECOND + (this.now & 0xffff), this.now);
		this.adaptive.leave(false, this.now);
		return entered;
	}

	@Benchmark
	public boolean comeAndGo() {
		return this.queue.offer(this.waiter) && this.queue.remove(this.waiter);
	}

	@Benchmark
	public boolean turn() {
		FairQueue.Waiter next = this.queue.poll();
		return next != null && this.queue.offer(next);
	}

}
