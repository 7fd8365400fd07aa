package org.llmgateway.inspection;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

import org.llmgateway.exchange.BodyInspector;

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
		return new DefaultBodyInspector((int) Math.min(properties.maxBodySize().toBytes(), Integer.MAX_VALUE));
	}

	@Bean
	InspectionStage llmInspectionStage(BodyInspector inspector) {
		return new InspectionStage(inspector);
	}

}
