package org.llmgateway.limit;

import org.springframework.context.annotation.Configuration;

/**
 * Sets up tenants, their queue, and the limits of concurrency.
 */
@Configuration(proxyBeanMethods = false)
class ConcurrencyConfiguration {

}
