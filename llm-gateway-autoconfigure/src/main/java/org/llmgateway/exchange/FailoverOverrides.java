package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

/**
 * Settings of failover that differ from the general ones, for a route. What is not set
 * stays as it is.
 *
 * @param attempts how often a request is sent at most, the first time included
 * @param firstToken whether a first token that does not come in time is tried elsewhere
 */
public record FailoverOverrides(@Nullable Integer attempts, @Nullable Boolean firstToken) {

}
