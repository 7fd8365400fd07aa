package org.llmgateway.limit;

import org.springframework.context.annotation.Configuration;

/**
 * Sets up the memory level and the PRESSURE stage.
 */
@Configuration(proxyBeanMethods = false)
class MemoryConfiguration {

}
