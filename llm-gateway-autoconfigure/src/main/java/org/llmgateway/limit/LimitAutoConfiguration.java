package org.llmgateway.limit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Import;

/**
 * Sets up the limits: memory, the byte budget, concurrency, and what shows them.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@Import({ MemoryConfiguration.class, BudgetConfiguration.class, ConcurrencyConfiguration.class,
		LimitActuatorConfiguration.class })
public final class LimitAutoConfiguration {

}
