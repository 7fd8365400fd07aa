package org.llmgateway.limit;

import io.netty.util.internal.PlatformDependent;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.llm.LoadClass;

/**
 * Sets up the byte budget and what goes by the class of a request.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BudgetProperties.class)
class BudgetConfiguration {

	private static final Log logger = LogFactory.getLog(BudgetConfiguration.class);

	@Bean
	ShedCounts llmShedCounts() {
		return new ShedCounts(System::nanoTime);
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "llm.gateway.limit.budget.enabled", matchIfMissing = true)
	ByteBudget llmByteBudget(BudgetProperties properties, BodyInspector inspector) {
		ByteBudget budget = new ByteBudget(
				properties.size(Runtime.getRuntime().maxMemory(), PlatformDependent.maxDirectMemory()));
		long largest = budget.largest(LoadClass.STANDARD) - properties.streamWindow().toBytes();
		if (largest < inspector.maxBodySize()) {
			logger.warn("The byte budget of " + budget.size() + " bytes takes no body above " + largest
					+ " bytes, though llm.gateway.inspection.max-body-size is " + inspector.maxBodySize()
					+ ": give the JVM more memory, or lower that limit so that such bodies get 413 and not 503");
		}
		return budget;
	}

	@Bean
	@ConditionalOnBooleanProperty(name = "llm.gateway.limit.budget.enabled", matchIfMissing = true)
	BudgetReport llmBudgetReport(ByteBudget budget, BudgetProperties properties, ShedCounts counts) {
		return new BudgetReport(budget, properties.streamWindow().toBytes(), counts);
	}

	@Bean
	BudgetStage llmBudgetStage(MemoryLevel level, ObjectProvider<ByteBudget> budget, ShedCounts counts,
			BudgetProperties properties, BodyInspector inspector) {
		return new BudgetStage(level, budget.getIfAvailable(), counts, properties.streamWindow().toBytes(),
				inspector.maxBodySize());
	}

	@Bean
	LoadClassStage llmLoadClassStage(MemoryLevel level, ShedCounts counts, PoolCatalog pools) {
		return new LoadClassStage(level, counts, pools);
	}

}
