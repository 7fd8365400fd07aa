package org.llmgateway.limit;

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
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.llm.Operation;

/**
 * What the ADMISSION stage of memory and byte budget costs a request: the decision by
 * itself, and the stage with all that is given back at the end of the folder, beside a
 * folder without it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class BudgetStageBenchmark {

	private static final int WINDOW = 16384;

	private final ByteBudget budget = new ByteBudget(64 << 20);

	private final BudgetStage stage = new BudgetStage(new Level(), this.budget, new ShedCounts(System::nanoTime),
			WINDOW, 32 << 20);

	private final Surface surface = new Surface(Operation.CHAT, Dialect.OPENAI);

	private final RequestHead head = head();

	private final Mono<LlmAnswer> answer = Mono.never();

	private final LlmStage.Next next = (exchange) -> this.answer;

	private static RequestHead head() {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentLength(2048);
		return new RequestHead("POST", "/v1/chat/completions", null, headers);
	}

	@Benchmark
	public @Nullable ShedReason decision() {
		ShedReason reason = this.stage.refusal(LoadClass.STANDARD, 2048);
		this.budget.giveBack(2048 + WINDOW);
		return reason;
	}

	@Benchmark
	public Object folderWithTheStage() {
		LlmExchange exchange = folder();
		Object handled = this.stage.handle(exchange, this.next);
		exchange.release();
		return handled;
	}

	@Benchmark
	public Object folderWithout() {
		LlmExchange exchange = folder();
		Object handled = this.next.handle(exchange);
		exchange.release();
		return handled;
	}

	private LlmExchange folder() {
		return new LlmExchange(this.surface, "id", this.head, Flux.empty(), null, 0);
	}

	/** A level as it is read: one volatile field. */
	private static final class Level implements MemoryLevel {

		private volatile double value = 0.5;

		@Override
		public double value() {
			return this.value;
		}

		@Override
		public boolean sheds(LoadClass loadClass) {
			return this.value >= 0.65 + 0.1 * loadClass.ordinal();
		}

		@Override
		public boolean isFull() {
			return this.value >= 0.95;
		}

	}

}
