package org.llmgateway.upstream;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens when an attempt at a provider fails before any content has reached the
 * caller.
 *
 * @param attempts how often a request is sent at most, the first time included; 1
 * switches failover off
 * @param firstToken whether a first token that does not come in time is tried elsewhere
 * @param backoff the bound of the wait before an endpoint is asked a second time; it
 * doubles with each attempt, and the wait is random below it
 * @param maxBackoff the largest such bound
 * @param maxRetryAfter the longest Retry-After of a provider that is waited for; an
 * endpoint that asks for more is not asked again
 * @param budget how many retries there may be for each request, over all requests of ten
 * seconds
 * @param minRetries how many retries there may be in ten seconds, however few requests
 */
@ConfigurationProperties("llm.gateway.failover")
record FailoverProperties(@DefaultValue("3") int attempts, @DefaultValue("true") boolean firstToken,
		@DefaultValue("50ms") Duration backoff, @DefaultValue("2s") Duration maxBackoff,
		@DefaultValue("10s") Duration maxRetryAfter, @DefaultValue("0.2") double budget,
		@DefaultValue("10") int minRetries) {

}
