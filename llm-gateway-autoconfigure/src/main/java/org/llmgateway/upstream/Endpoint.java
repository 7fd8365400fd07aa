package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

import org.llmgateway.provider.Provider;

/**
 * One place that can serve a request: a provider, and the model's name there.
 *
 * @param provider the provider
 * @param weight the share of requests
 * @param model the model's name at the provider, or {@code null} for the caller's
 */
record Endpoint(Provider provider, int weight, @Nullable String model) {

}
