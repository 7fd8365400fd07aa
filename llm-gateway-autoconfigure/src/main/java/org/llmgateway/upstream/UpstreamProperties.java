package org.llmgateway.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.llm.LoadClass;

/**
 * The pools, and how connections to providers are kept.
 *
 * @param pools the pools by name; names are lower-case letters, digits and hyphens
 * @param upstream how requests travel to providers
 * @param balancing how an endpoint of a pool is chosen
 */
@ConfigurationProperties("llm.gateway")
record UpstreamProperties(@DefaultValue Map<String, Pool> pools, @DefaultValue Upstream upstream,
		@DefaultValue Balancing balancing) {

	/**
	 * A pool of endpoints that can serve the same models.
	 *
	 * @param endpoints the endpoints
	 * @param stream what differs for streams from this pool
	 * @param loadClass the class that requests to this pool have at most under load:
	 * sheddable or standard
	 */
	@ConfigurationPropertiesSource
	record Pool(@DefaultValue List<EndpointDefinition> endpoints,
			@NestedConfigurationProperty @Nullable StreamOverrides stream, @Nullable LoadClass loadClass) {

	}

	/**
	 * One endpoint of a pool.
	 *
	 * @param provider the name of the provider
	 * @param weight the share of requests relative to the other endpoints; 0 sends none
	 * @param model the model's name at the provider, where it differs from the caller's
	 */
	@ConfigurationPropertiesSource
	record EndpointDefinition(@Nullable String provider, @DefaultValue("1") int weight, @Nullable String model) {

	}

	/**
	 * How requests travel to providers.
	 *
	 * @param connectTimeout how long a connection may take to open
	 * @param responseTimeout how long a provider may take to begin its answer
	 * @param maxConnections the requests in flight to one provider, over all event loops
	 * @param maxIdleTime how long an unused connection is kept
	 * @param maxIdleConnections how many unused HTTP/1.1 connections are kept, to all
	 * providers together; half of them while memory is plenty, a fifth more when it is
	 * scarce
	 * @param maxJsonBuffer the largest answer, other than an event stream, that is
	 * collected to leave as one message; larger ones are streamed
	 * @param maxResponseHeaderSize the largest head of a provider's answer
	 * @param requestHeaders the request headers that are passed on to providers; a
	 * trailing asterisk stands for any ending
	 */
	record Upstream(@DefaultValue("3s") Duration connectTimeout, @DefaultValue("5m") Duration responseTimeout,
			@DefaultValue("10000") int maxConnections, @DefaultValue("20s") Duration maxIdleTime,
			@DefaultValue("2000") int maxIdleConnections, @DefaultValue("256KB") DataSize maxJsonBuffer,
			@DefaultValue("64KB") DataSize maxResponseHeaderSize, @DefaultValue( {
					"content-type", "accept", "user-agent", "anthropic-*", "openai-beta", "idempotency-key",
					"traceparent", "tracestate", "x-request-id", "x-stainless-*" }) List<String> requestHeaders){

	}

	/**
	 * How an endpoint of a pool is chosen.
	 *
	 * @param ejection when an endpoint is left out
	 * @param slowStart over how long a new or readmitted endpoint grows into its share; 0
	 * for at once
	 * @param decay how long a measured first-token time counts: after this long, for 1/e
	 * of what it did
	 */
	record Balancing(@DefaultValue Ejection ejection, @DefaultValue("30s") Duration slowStart,
			@DefaultValue("10s") Duration decay) {

	}

	/**
	 * When an endpoint is left out.
	 *
	 * @param failures after how many failures in a row an endpoint is ejected; 0 for
	 * never
	 * @param base how long the first ejection lasts; each further one lasts twice as long
	 * @param max how long an ejection lasts at most
	 */
	record Ejection(@DefaultValue("5") int failures, @DefaultValue("10s") Duration base,
			@DefaultValue("5m") Duration max) {

	}

}
