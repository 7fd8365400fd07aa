package org.llmgateway.header;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
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
 * What it costs to check the headers of an ordinary request: a key of 51 characters, an
 * id and a model name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HeaderPolicyBenchmark {

	private final HeaderPolicy none = policy(HeaderProperties.Preset.NONE);

	private final HeaderPolicy standard = policy(HeaderProperties.Preset.STANDARD);

	private final Sent sent = new Sent(Map.of("Authorization", List.of("Bearer sk-" + "aB3".repeat(16)), "X-Request-ID",
			List.of("0af7651916cd43dd8448eb211c80319c"), "X-Model-Name", List.of("gpt-4.1-mini")));

	private static HeaderPolicy policy(HeaderProperties.Preset preset) {
		return HeaderRules.policy(new HeaderProperties(preset, List.of(), HeaderProperties.Unknown.ALLOW, true));
	}

	@Benchmark
	public @Nullable Object open() {
		return this.none.check(this.sent);
	}

	@Benchmark
	public @Nullable Object standard() {
		return this.standard.check(this.sent);
	}

	/**
	 * The headers of a request.
	 *
	 * @param headers values by name
	 */
	private record Sent(Map<String, List<String>> headers) implements RequestHeaders {

		@Override
		public @Nullable List<String> values(String name) {
			return this.headers.get(name);
		}

		@Override
		public Set<String> names() {
			return this.headers.keySet();
		}

	}

}
