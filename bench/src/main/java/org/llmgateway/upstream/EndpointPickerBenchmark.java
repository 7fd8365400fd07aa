package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.llmgateway.llm.Dialect;
import org.llmgateway.provider.BenchmarkProvider;
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
 * What the choice of an endpoint costs, in a pool of one and in a pool of eight of two
 * dialects.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EndpointPickerBenchmark {

	private final EndpointPicker picker = new EndpointPicker(() -> ThreadLocalRandom.current().nextDouble());

	private final List<Endpoint> one = pool(1);

	private final List<Endpoint> eight = pool(8);

	private static List<Endpoint> pool(int size) {
		List<Endpoint> endpoints = new ArrayList<>();
		for (int i = 0; i < size; i++) {
			Dialect dialect = (i % 2 == 0) ? Dialect.OPENAI : Dialect.ANTHROPIC;
			EndpointState state = new EndpointState(BalancingSettings.OFF, 0);
			endpoints.add(new Endpoint(BenchmarkProvider.of("provider-" + i, dialect), 1 + i, null, state));
		}
		return List.copyOf(endpoints);
	}

	@Benchmark
	public @Nullable Object ofOne() {
		return this.picker.pick(this.one, Dialect.OPENAI, System.nanoTime(), List.of());
	}

	@Benchmark
	public @Nullable Object ofEight() {
		return this.picker.pick(this.eight, Dialect.OPENAI, System.nanoTime(), List.of());
	}

}
