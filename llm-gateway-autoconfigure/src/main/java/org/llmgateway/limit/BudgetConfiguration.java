package org.llmgateway.limit;

import org.springframework.context.annotation.Configuration;

/**
 * Sets up the byte budget and what goes by the class of a request.
 */
@Configuration(proxyBeanMethods = false)
class BudgetConfiguration {

}
