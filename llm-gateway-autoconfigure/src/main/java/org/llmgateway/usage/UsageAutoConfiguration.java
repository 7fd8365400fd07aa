package org.llmgateway.usage;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Sets up the reports of usage: the stage, and the usage log where a path is set.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(UsageProperties.class)
public final class UsageAutoConfiguration {

	@Bean
	@ConditionalOnProperty("llm.gateway.usage.log.path")
	UsageLog llmUsageLog(UsageProperties properties) {
		Path path = Objects.requireNonNull(properties.log().path());
		return new UsageLog(new UsageFile(path), properties.log().maxQueue());
	}

	@Bean
	UsageStage llmUsageStage(UsageProperties properties, ObjectProvider<UsageListener> listeners) {
		return new UsageStage(listeners.orderedStream().toList(), properties.include(), System::nanoTime,
				InstantSource.system());
	}

}
