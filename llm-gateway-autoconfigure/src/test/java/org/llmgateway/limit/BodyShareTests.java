package org.llmgateway.limit;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LoadClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a body takes as it arrives, and the counts of what is refused.
 */
class BodyShareTests {

	private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

	private final ByteBudget budget = new ByteBudget(1000);

	private final ShedCounts counts = new ShedCounts(this.now::get);

	@Test
	void whenABodyArrivesThenItsShareGrowsUntilItDoesNotFit() {
		BodyShare share = new BodyShare(this.budget, this.counts, LoadClass.STANDARD, 0);
		share.accept(400);
		share.accept(500);
		assertThat(this.budget.used()).isEqualTo(900);
		assertThatExceptionOfType(GatewayException.class).isThrownBy(() -> share.accept(1)).satisfies((refusal) -> {
			assertThat(refusal.error()).isEqualTo(GatewayError.OVERLOADED);
			assertThat(refusal.headers().getFirst("Retry-After")).isEqualTo("1");
			assertThat(refusal.text()).contains("(budget)");
		});
		assertThat(this.budget.used()).isEqualTo(900);
		share.run();
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void whenItIsGivenBackTwiceThenOnceCounts() {
		assertThat(this.budget.take(500, LoadClass.STANDARD)).isTrue();
		BodyShare share = new BodyShare(this.budget, this.counts, LoadClass.STANDARD, 200);
		share.run();
		share.run();
		assertThat(this.budget.used()).isEqualTo(300);
	}

	@Test
	void whenAPartComesAfterTheEndThenItTakesNothing() {
		BodyShare share = new BodyShare(this.budget, this.counts, LoadClass.STANDARD, 0);
		share.run();
		share.accept(100);
		assertThat(this.budget.used()).isZero();
	}

	@Test
	void whenRequestsAreRefusedThenTheyAreCountedByReasonAndPresentForTenSeconds() {
		assertThat(this.counts.isShedding()).isFalse();
		GatewayException refusal = this.counts.shed(ShedReason.MEMORY);
		this.counts.shed(ShedReason.QUEUE_FULL);
		this.counts.shed(ShedReason.QUEUE_FULL);
		assertThat(refusal.headers().getFirst("Retry-After")).isEqualTo("2");
		assertThat(this.counts.report()).containsEntry("memory", 1L)
			.containsEntry("queue-full", 2L)
			.containsEntry("budget", 0L)
			.hasSize(ShedReason.values().length);
		this.now.addAndGet(TimeUnit.SECONDS.toNanos(10) - 1);
		assertThat(this.counts.isShedding()).isTrue();
		assertThat(this.counts.isPresent(ShedReason.MEMORY)).isTrue();
		assertThat(this.counts.isPresent(ShedReason.BUDGET)).isFalse();
		this.now.incrementAndGet();
		assertThat(this.counts.isShedding()).isFalse();
	}

}
