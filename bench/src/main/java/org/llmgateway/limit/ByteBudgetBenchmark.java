package org.llmgateway.limit;

import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

import org.llmgateway.llm.LoadClass;

/**
 * What a request pays for the byte budget: taken once, given back in two parts.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ByteBudgetBenchmark {

	private final ByteBudget budget = new ByteBudget(64 << 20);

	private final ByteBudget full = full();

	private static ByteBudget full() {
		ByteBudget budget = new ByteBudget(64 << 20);
		budget.take(60 << 20, LoadClass.CRITICAL);
		return budget;
	}

	@Benchmark
	public boolean takeAndGiveBack() {
		return all();
	}

	@Benchmark
	@Threads(2)
	public boolean takeAndGiveBackOnTwoThreads() {
		return all();
	}

	private boolean all() {
		boolean taken = this.budget.take(2048 + 16384, LoadClass.STANDARD);
		this.budget.giveBack(2048);
		this.budget.giveBack(16384);
		return taken;
	}

	@Benchmark
	public boolean refuse() {
		return this.full.take(2048 + 16384, LoadClass.STANDARD);
	}

}
