package org.llmgateway.provider;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Sets up the providers.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(ProviderProperties.class)
public final class ProviderAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Providers llmProviders(ProviderProperties properties) {
		return new ConfiguredProviders(properties);
	}

}
