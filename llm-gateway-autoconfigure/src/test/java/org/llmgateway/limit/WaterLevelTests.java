package org.llmgateway.limit;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.limit.Water.Zone;
import org.llmgateway.llm.LoadClass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Who is refused at which level, what is given back, and how a reading grows old.
 */
class WaterLevelTests {

	static final WaterSettings SETTINGS = new WaterSettings(0.30, 0.75, 0.65, 0.75, 0.90, 0.95, 0.05,
			Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(10).toNanos(), 0.10, 0.20);

	private static final long SECOND = 1_000_000_000L;

	/** A clock that starts below zero, as the real one may. */
	private long now = Long.MIN_VALUE / 2;

	private final WaterLevel water = new WaterLevel(SETTINGS, this.now);

	@ParameterizedTest
	@CsvSource({ "0.64, '', false", "0.65, SHEDDABLE, false", "0.74, SHEDDABLE, false",
			"0.75, SHEDDABLE STANDARD, false", "0.89, SHEDDABLE STANDARD, false",
			"0.90, SHEDDABLE STANDARD CRITICAL, false", "0.95, SHEDDABLE STANDARD CRITICAL, true" })
	void whenLevelRisesThenClassesAreRefusedInTurn(double level, String classes, boolean full) {
		assertRefused(rise(level), classes, full);
	}

	@ParameterizedTest
	@CsvSource({ "0.91, SHEDDABLE STANDARD CRITICAL, true", "0.89, SHEDDABLE STANDARD CRITICAL, false",
			"0.86, SHEDDABLE STANDARD CRITICAL, false", "0.84, SHEDDABLE STANDARD, false",
			"0.71, SHEDDABLE STANDARD, false", "0.69, SHEDDABLE, false", "0.61, SHEDDABLE, false", "0.59, '', false" })
	void whenLevelFallsThenRefusalsEndBelowTheirMarks(double level, String classes, boolean full) {
		rise(1);
		assertRefused(rise(level), classes, full);
	}

	@Test
	void whenSourcesDifferThenTheHighestCounts() {
		Water state = this.water.rise(
				new Reading[] { Reading.of(0.4, this.now), Reading.of(0.8, this.now), Reading.of(0.7, this.now) },
				this.now);
		assertThat(state.level()).isEqualTo(0.8);
		assertThat(state.source()).isEqualTo(1);
	}

	@Test
	void whenMoreIsPossibleThanProvenThenItHoldsAndRefusesNobody() {
		for (int i = 0; i < 100; i++) {
			Water state = rise(new Reading(0.2, 1, this.now));
			assertThat(state.sheds()).isFalse();
			assertThat(state.zone()).isEqualTo(Zone.HOLD);
			this.now += SECOND;
		}
	}

	@Test
	void whenNothingRenewsAProofThenItFadesWithinFiveSeconds() {
		Reading reading = Reading.of(1, this.now);
		this.now += 2 * SECOND;
		assertThat(rise(reading).full()).isTrue();
		this.now += SECOND;
		assertThat(rise(reading).level()).isCloseTo(0.85, within(1e-9));
		this.now += 2 * SECOND;
		assertRefused(rise(reading), "", false);
		this.now += 1000 * SECOND;
		assertThat(rise(reading).zone()).isEqualTo(Zone.HOLD);
	}

	@Test
	void whenAProofIsRenewedThenItGoesOnCounting() {
		for (int i = 0; i < 100; i++) {
			assertThat(rise(0.8).sheds(LoadClass.STANDARD)).isTrue();
			this.now += SECOND;
		}
	}

	@Test
	void whenLevelStaysLowThenATenthIsGivenBackAtEachStep() {
		int steps = 0;
		for (int i = 0; i < 1000; i++) {
			double factor = rise(0.29).factor();
			assertThat(factor).isIn(1.0, 0.9);
			steps += (factor < 1) ? 1 : 0;
			this.now += SECOND / 10;
		}
		assertThat(steps).isEqualTo(9);
	}

	@Test
	void whenLevelLeavesTheLowZoneThenNothingIsGivenBack() {
		for (int i = 0; i < 1000; i++) {
			assertThat(rise(0.30).factor()).isEqualTo(1);
			this.now += SECOND / 10;
		}
	}

	@Test
	void whenLevelFlickersAroundLowThenStepsStayApart() {
		int steps = 0;
		for (int i = 0; i < 1000; i++) {
			steps += (rise((i % 2 == 0) ? 0.29 : 0.31).factor() < 1) ? 1 : 0;
			this.now += SECOND / 10;
		}
		assertThat(steps).isLessThanOrEqualTo(9);
	}

	@Test
	void whenLevelIsHighThenThereIsOneGrowthPerExcursion() {
		assertThat(rise(0.80).factor()).isEqualTo(1.2);
		assertThat(rise(0.99).factor()).isEqualTo(1);
		assertThat(rise(0.72).factor()).isEqualTo(1);
		assertThat(rise(0.80).factor()).isEqualTo(1);
		assertThat(rise(0.69).zone()).isEqualTo(Zone.HOLD);
		assertThat(rise(0.80).factor()).isEqualTo(1.2);
	}

	private Water rise(double level) {
		return rise(Reading.of(level, this.now));
	}

	private Water rise(Reading reading) {
		return this.water.rise(new Reading[] { reading }, this.now);
	}

	private static void assertRefused(Water state, String classes, boolean full) {
		StringBuilder refused = new StringBuilder();
		for (LoadClass each : LoadClass.values()) {
			refused.append(state.sheds(each) ? each + " " : "");
		}
		assertThat(refused.toString().strip()).isEqualTo(classes);
		assertThat(state.full()).isEqualTo(full);
		assertThat(state.sheds()).isEqualTo(!classes.isEmpty());
	}

}
