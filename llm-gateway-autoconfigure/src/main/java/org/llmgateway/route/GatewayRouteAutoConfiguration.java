package org.llmgateway.route;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.cloud.gateway.config.GatewayAutoConfiguration;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.EventBound;
import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.LlmStageStack;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.stream.StreamDelivery;

/**
 * Sets up the gateway door where Spring Cloud Gateway is: routes to {@code llm://<pool>},
 * predicates that understand an LLM request, and filters for streams.
 */
@AutoConfiguration(after = GatewayAutoConfiguration.class, before = RouteAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(GatewayAutoConfiguration.class)
@ConditionalOnBean(GatewayProperties.class)
public final class GatewayRouteAutoConfiguration {

	@Bean
	RouteAwareDoorSelection llmDoorSelection(RouteProperties properties, GatewayProperties gateway,
			ObjectProvider<GlobalFilter> globalFilters, PoolCatalog catalog) {
		PoolRoutes.check(gateway.getRoutes(), catalog.pools());
		FilterDefinitions.check(gateway);
		return new RouteAwareDoorSelection(properties.door(), gateway, globalFilters);
	}

	@Bean
	SurfaceRoute llmSurfaceRoute() {
		return new SurfaceRoute();
	}

	@Bean
	SurfaceRoutePredicateFactory llmSurfaceRoutePredicateFactory() {
		return new SurfaceRoutePredicateFactory();
	}

	@Bean
	LlmRoutingFilter llmRoutingFilter(LlmStageStack stages, SurfaceRouting routing, BodyInspector inspector,
			GatewayErrorHandler errors, AnswerWriter writer) {
		return new LlmRoutingFilter(stages, routing, inspector, errors, writer);
	}

	@Bean
	LlmWriteResponseFilter llmWriteResponseFilter(AnswerWriter writer) {
		return new LlmWriteResponseFilter(writer);
	}

	@Bean
	RequestLookup llmRequestLookup(BodyInspector inspector) {
		return new RequestLookup(inspector);
	}

	@Bean
	ModelRoutePredicateFactory modelRoutePredicateFactory(RequestLookup lookup) {
		return new ModelRoutePredicateFactory(lookup);
	}

	@Bean
	StreamRoutePredicateFactory streamRoutePredicateFactory(RequestLookup lookup) {
		return new StreamRoutePredicateFactory(lookup);
	}

	@Bean
	TokenLengthRoutePredicateFactory tokenLengthRoutePredicateFactory(RequestLookup lookup) {
		return new TokenLengthRoutePredicateFactory(lookup);
	}

	@Bean
	OperationRoutePredicateFactory operationRoutePredicateFactory() {
		return new OperationRoutePredicateFactory();
	}

	@Bean
	DialectRoutePredicateFactory dialectRoutePredicateFactory() {
		return new DialectRoutePredicateFactory();
	}

	@Bean
	StreamRoutes llmStreamRoutes(StreamDelivery delivery, AnswerWriter writer, EventBound events) {
		return new StreamRoutes(delivery, writer, events.maxEventSize());
	}

	@Bean
	StreamTimeoutsGatewayFilterFactory streamTimeoutsGatewayFilterFactory(StreamRoutes streams) {
		return new StreamTimeoutsGatewayFilterFactory(streams);
	}

	@Bean
	SseHeartbeatGatewayFilterFactory sseHeartbeatGatewayFilterFactory(StreamRoutes streams) {
		return new SseHeartbeatGatewayFilterFactory(streams);
	}

	@Bean
	SseErrorsGatewayFilterFactory sseErrorsGatewayFilterFactory(StreamRoutes streams) {
		return new SseErrorsGatewayFilterFactory(streams);
	}

	@Bean
	LlmFailoverGatewayFilterFactory llmFailoverGatewayFilterFactory() {
		return new LlmFailoverGatewayFilterFactory();
	}

	@Bean
	LoadClassGatewayFilterFactory loadClassGatewayFilterFactory() {
		return new LoadClassGatewayFilterFactory();
	}

}
