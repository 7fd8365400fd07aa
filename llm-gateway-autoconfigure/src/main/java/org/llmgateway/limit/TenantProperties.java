package org.llmgateway.limit;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import org.llmgateway.llm.LoadClass;

/**
 * Whose a request is where load is concerned.
 *
 * @param tenantHeader the request header that names the tenant, where Spring Security
 * knows no principal
 * @param classes the class of a tenant; standard for those that are not named
 */
@ConfigurationProperties("llm.gateway.limit")
record TenantProperties(@Nullable String tenantHeader, @DefaultValue Map<String, LoadClass> classes) {

}
