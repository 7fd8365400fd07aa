package org.llmgateway.limit;

import org.springframework.context.annotation.Configuration;

/**
 * Sets up what shows the limits.
 */
@Configuration(proxyBeanMethods = false)
class LimitActuatorConfiguration {

}
