package org.llmgateway.bench.ours;

import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.LlmStageStack;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayUnderTestTests {

	@Test
	void whenProtectionIsOffThenTheGatewayStartsWithAStackOfTheOtherStages() {
		try (ConfigurableApplicationContext application = start("--bench.protection=false")) {
			assertThat(application.getBeanNamesForType(LlmStageStack.class)).containsExactly("benchStageStack");
			assertThat(application.getBeansOfType(LlmStage.class)).isNotEmpty();
		}
	}

	@Test
	void whenProtectionIsOnThenTheGatewayIsAsItComes() {
		try (ConfigurableApplicationContext application = start("--bench.protection=true")) {
			assertThat(application.getBeanNamesForType(LlmStageStack.class)).containsExactly("llmStageStack");
		}
	}

	private static ConfigurableApplicationContext start(String argument) {
		return new SpringApplicationBuilder(GatewayUnderTest.class).web(WebApplicationType.REACTIVE)
			.run("--server.port=0", "--server.address=127.0.0.1", argument);
	}

}
