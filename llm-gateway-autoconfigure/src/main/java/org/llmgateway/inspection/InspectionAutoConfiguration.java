package org.llmgateway.inspection;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.EventBound;

/**
 * Sets up the INSPECTION stage.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(InspectionProperties.class)
public final class InspectionAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	BodyInspector llmBodyInspector(InspectionProperties properties) {
		return new DefaultBodyInspector(properties.maxBodyBytes(),
				new RequestInspector(properties.limits(), properties.bounds()));
	}

	@Bean
	BodyRefusals llmBodyRefusals() {
		return new BodyRefusals();
	}

	@Bean
	InspectionStage llmInspectionStage(BodyInspector inspector, BodyRefusals refusals) {
		return new InspectionStage(inspector, refusals);
	}

	@Bean
	PayloadReport llmPayloadReport(InspectionProperties properties, BodyRefusals refusals,
			ObjectProvider<EventBound> events) {
		return new PayloadReport(properties, refusals, events.getIfAvailable());
	}

}
