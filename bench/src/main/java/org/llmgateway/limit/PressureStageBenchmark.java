package org.llmgateway.limit;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.llm.Operation;
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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

/**
 * What the memory level costs a request while memory is plenty, and what one look at all
 * sources costs, which is made ten times a second on a thread of its own.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PressureStageBenchmark {

	private static final WaterSettings SETTINGS = new WaterSettings(0.30, 0.75, 0.65, 0.75, 0.90, 0.95, 0.05,
			Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(10).toNanos(), 0.10, 0.20);

	private final MemoryMonitor monitor = new MemoryMonitor(MemorySources.ofTheJvm(0.33),
			new WaterLevel(SETTINGS, System.nanoTime()), List.of(), TimeUnit.MILLISECONDS.toNanos(100),
			System::nanoTime, () -> 0);

	private final PressureStage stage = new PressureStage(this.monitor, new ShedCounts(System::nanoTime));

	private final Mono<LlmAnswer> answer = Mono.empty();

	private final LlmStage.Next next = (exchange) -> this.answer;

	private final LlmExchange exchange = new LlmExchange(new Surface(Operation.CHAT, Dialect.OPENAI), "1",
			new RequestHead("POST", "/v1/chat/completions", null, new HttpHeaders()), Flux.empty(), null, 0);

	@Benchmark
	public Object pass() {
		return this.stage.handle(this.exchange, this.next);
	}

	@Benchmark
	public boolean fullRead() {
		return this.monitor.isFull() || this.monitor.sheds(LoadClass.STANDARD);
	}

	@Benchmark
	public double look() {
		this.monitor.look();
		return this.monitor.value();
	}

	@TearDown
	public void release() {
		this.exchange.release();
	}

}
