package org.llmgateway.exchange;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the clocks of a stream cost for each read from the provider, the look at the time
 * included, and what a look at them costs.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class StreamDeadlinesBenchmark {

	private final StreamDeadlines deadlines = new StreamDeadlines(TimeUnit.MINUTES.toNanos(5),
			TimeUnit.MINUTES.toNanos(2), System.nanoTime());

	/**
	 * A read with content.
	 * @return the clocks
	 */
	@Benchmark
	public StreamDeadlines read() {
		this.deadlines.read(System.nanoTime());
		this.deadlines.content();
		return this.deadlines;
	}

	/**
	 * A look at how much time is left.
	 * @return nanoseconds
	 */
	@Benchmark
	public long look() {
		long now = System.nanoTime();
		return (this.deadlines.expired(now) == null) ? this.deadlines.left(now) : 0;
	}

}
