package org.llmgateway.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LoadClass;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the monitor keeps, tells and gives back, and how PRESSURE refuses by it.
 */
@ExtendWith(OutputCaptureExtension.class)
class MemoryMonitorTests {

	private final FakeSource heap = new FakeSource("heap");

	private final FakeSource direct = new FakeSource("direct");

	private final List<Double> scaled = new ArrayList<>();

	private long now;

	private final ShedCounts shed = new ShedCounts(() -> this.now);

	private final MemoryMonitor monitor = new MemoryMonitor(new MemorySources(List.of(this.heap, this.direct)),
			new WaterLevel(WaterLevelTests.SETTINGS, 0), List.of(this.scaled::add), 1, () -> this.now,
			() -> this.shed.count(ShedReason.MEMORY) + this.shed.count(ShedReason.FULL));

	private final PressureStage stage = new PressureStage(this.monitor, this.shed);

	@Test
	void whenMemoryIsPlentyThenNothingIsLogged(CapturedOutput output) {
		look(0.1, 0.5);
		look(0.6, 0.2);
		assertThat(output.getAll()).isEmpty();
		assertThat(this.monitor.value()).isEqualTo(0.6);
	}

	@Test
	void whenSheddingBeginsAndEndsThenTwoLinesTellOfIt(CapturedOutput output) {
		look(0.1, 0.70);
		look(0.1, 0.96);
		this.shed.shed(ShedReason.MEMORY);
		refuse();
		this.now += Duration.ofMillis(1200).toNanos();
		look(0.1, 0.2);
		assertThat(output.getAll().lines()).hasSize(2);
		assertThat(output.getAll().lines().toList().get(0)).contains("WARN", "(direct at 70 %)");
		assertThat(output.getAll().lines().toList().get(1)).contains("INFO", "after 1200 ms, in which 2 were refused");
	}

	@Test
	void whenLevelIsLowOrHighThenElasticBoundsAreTold() {
		look(0.1, 0.1);
		this.now += Duration.ofSeconds(10).toNanos();
		look(0.1, 0.1);
		look(0.8, 0.1);
		assertThat(this.scaled).containsExactly(0.9, 1.2);
	}

	@Test
	void whenThereIsNoMemoryForALookThenTheNextOneIsTaken() {
		List<OutOfMemoryError> once = new ArrayList<>(List.of(new OutOfMemoryError("a test")));
		MemoryMonitor monitor = new MemoryMonitor(new MemorySources(List.of(this.heap)),
				new WaterLevel(WaterLevelTests.SETTINGS, 0), List.of(), 1, () -> {
					if (!once.isEmpty()) {
						throw once.remove(0);
					}
					return this.now;
				}, () -> 0);
		look(0.8, 0.1);
		monitor.look();
		assertThat(monitor.value()).isZero();
		monitor.look();
		assertThat(monitor.value()).isEqualTo(0.8);
	}

	@Test
	void whenASourceFailsThenItIsToldOnceAndTheLevelStays(CapturedOutput output) {
		look(0.8, 0.1);
		look(0.8, -1);
		look(0.8, -1);
		assertThat(this.monitor.value()).isEqualTo(0.8);
		assertThat(output.getAll().lines().filter((line) -> line.contains("could not be read"))).hasSize(1);
	}

	@Test
	void whenMemoryIsNearlyGoneThenPressureRefusesAndSaysWhen() {
		look(0.94, 0.1);
		assertThat(this.monitor.isFull()).isFalse();
		look(0.95, 0.1);
		assertThat(this.monitor.isFull()).isTrue();
		refuse();
		assertThat(this.shed.count(ShedReason.FULL)).isEqualTo(1);
	}

	@Test
	@SuppressWarnings("unchecked")
	void whenReportIsAskedForThenItShowsAll() {
		look(0.2, 0.80);
		MemoryReport report = new MemoryReport(this.monitor, WaterLevelTests.SETTINGS);
		assertThat(report.name()).isEqualTo("memory");
		assertThat(report.isShedding()).isTrue();
		Map<String, Object> shown = report.report();
		assertThat(shown).containsEntry("level", 0.8).containsEntry("source", "direct").containsEntry("zone", "high");
		assertThat((Map<String, Object>) shown.get("sources")).containsEntry("heap", 0.2).containsEntry("direct", 0.8);
		assertThat((Map<String, Object>) shown.get("shedding")).containsEntry("sheddable", true)
			.containsEntry("standard", true)
			.containsEntry("critical", false)
			.containsEntry("all", false);
		assertThat((Map<String, Object>) shown.get("thresholds")).containsEntry("standard", 0.75);
		look(0.2, 0.3);
		assertThat(report.isShedding()).isFalse();
	}

	@Test
	void whenMemoryIsNotWatchedThenNobodyIsRefused() {
		PlentyOfMemory plenty = new PlentyOfMemory();
		assertThat(plenty.isFull()).isFalse();
		assertThat(plenty.sheds(LoadClass.SHEDDABLE)).isFalse();
		assertThat(plenty.value()).isZero();
	}

	@SuppressWarnings("NullAway")
	private void refuse() {
		StepVerifier.create(this.stage.handle(null, (exchange) -> Mono.error(new AssertionError("It went on"))))
			.expectErrorSatisfies((error) -> {
				GatewayException refusal = (GatewayException) error;
				assertThat(refusal.error()).isEqualTo(GatewayError.OVERLOADED);
				assertThat(refusal.text()).contains("memory");
				assertThat(refusal.headers().getFirst("Retry-After")).isEqualTo("5");
			})
			.verify(Duration.ofSeconds(10));
	}

	private void look(double heap, double direct) {
		this.heap.level = heap;
		this.direct.level = direct;
		this.monitor.look();
	}

}
