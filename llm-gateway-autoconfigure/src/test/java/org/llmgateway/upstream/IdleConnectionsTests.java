package org.llmgateway.upstream;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.ConfigurationFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How many idle connections there may be.
 */
class IdleConnectionsTests {

	private final IdleConnections kept = new IdleConnections(10);

	private int bound() {
		return (int) this.kept.report().get("bound");
	}

	private void idle(int connections) {
		for (int i = 0; i < connections; i++) {
			this.kept.idle();
		}
	}

	@Test
	void whenThereAreTooManyThenThoseBeyondTheBoundAreTakenOut() {
		idle(12);
		assertThat(this.kept.takeExcess()).isTrue();
		assertThat(this.kept.takeExcess()).isTrue();
		assertThat(this.kept.takeExcess()).isFalse();
		this.kept.taken();
		assertThat(this.kept.report()).containsEntry("idle", 9);
	}

	@Test
	void whenItIsScaledThenBetweenHalfAndAFifthMore() {
		this.kept.scale(0.9);
		assertThat(bound()).isEqualTo(9);
		for (int i = 0; i < 10; i++) {
			this.kept.scale(0.9);
		}
		assertThat(bound()).isEqualTo(5);
		for (int i = 0; i < 10; i++) {
			this.kept.scale(1.2);
		}
		assertThat(bound()).isEqualTo(12);
	}

	@Test
	void whenTheBoundFallsBelowWhatIsIdleThenPoolsAreToldToTrim() {
		AtomicInteger told = new AtomicInteger();
		this.kept.add(told::incrementAndGet);
		idle(9);
		this.kept.scale(0.9);
		assertThat(told).hasValue(0);
		this.kept.scale(0.9);
		assertThat(told).hasValue(1);
	}

	@Test
	void whenTheNumberIsNegativeThenTheStartFails() {
		assertThatExceptionOfType(ConfigurationFault.class).isThrownBy(() -> new IdleConnections(-1))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.upstream.max-idle-connections"));
		IdleConnections none = new IdleConnections(0);
		none.scale(1.2);
		none.idle();
		assertThat(none.takeExcess()).isTrue();
	}

}
