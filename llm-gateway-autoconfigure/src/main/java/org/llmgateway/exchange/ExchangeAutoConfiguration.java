package org.llmgateway.exchange;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/**
 * Composes the stages that the rooms and the team bring.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
public final class ExchangeAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	LlmStageStack llmStageStack(ObjectProvider<LlmStage> stages) {
		return new LlmStageStack(stages.orderedStream().toList());
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "llm.gateway.clean-exit", matchIfMissing = true)
	CleanExit llmCleanExit() {
		return new CleanExit();
	}

	@Bean
	@ConditionalOnMissingBean
	GatewayErrorHandler llmGatewayErrorHandler() {
		return new GatewayErrorHandler();
	}

}
