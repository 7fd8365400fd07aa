package org.llmgateway.bench.stock;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StockGatewayTests {

	@Test
	void whenStockStartsThenActuatorIsLeftOutAndTheGatewayIsNot() {
		assertThat(StockGateway.excluded()).isNotEmpty()
			.anyMatch((name) -> name.startsWith("org.springframework.boot.micrometer."))
			.noneMatch((name) -> name.startsWith("org.springframework.cloud."))
			.noneMatch((name) -> name.contains("netty"));
	}

}
