package org.llmgateway.team;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import org.llmgateway.route.DialectRoutePredicateFactory;
import org.llmgateway.llm.Dialect;
import org.llmgateway.route.ModelRoutePredicateFactory;
import org.llmgateway.route.StreamRoutePredicateFactory;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.Buildable;
import org.springframework.cloud.gateway.route.builder.GatewayFilterSpec;
import org.springframework.cloud.gateway.route.builder.PredicateSpec;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.cloud.gateway.route.builder.UriSpec;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;

/**
 * A team's own routes in the Java DSL: the gateway's predicates with Spring Cloud
 * Gateway's predicates and filters.
 */
@Configuration(proxyBeanMethods = false)
class TeamRoutes {

	private final ModelRoutePredicateFactory models;

	private final StreamRoutePredicateFactory streams;

	private final DialectRoutePredicateFactory dialects;

	private final String mockUrl;

	TeamRoutes(@Value("${mock.url}") String mockUrl, ModelRoutePredicateFactory models,
			StreamRoutePredicateFactory streams, DialectRoutePredicateFactory dialects) {
		this.mockUrl = mockUrl;
		this.models = models;
		this.streams = streams;
		this.dialects = dialects;
	}

	@Bean
	RouteLocator routes(RouteLocatorBuilder builder) {
		return builder.routes()
			.route("no-pool", (spec) -> spec.path("/no-pool/chat/completions").uri("llm://unknown-pool"))
			.route("retry", (spec) -> model(spec, "gpt-retry*", TeamRoutes::retry))
			.route("retry-custom",
					(spec) -> spec.path("/retry/chat/completions").filters(TeamRoutes::retry).uri("llm://gpt"))
			.route("retry-modified",
					(spec) -> model(spec, "gpt-both*",
							(filters) -> retry(filters).modifyRequestBody(String.class, String.class,
									(exchange, body) -> Mono.just(body.replace("Hi", "Hi, hi")))))
			.route("retry-http",
					(spec) -> spec.path("/again/**", "/v1/chat/completions")
						.and()
						.asyncPredicate(this.models.applyAsync((config) -> config.setModels(List.of("gpt-again*"))))
						.filters((filters) -> retry(filters.rewritePath("/again/", "/v1/")))
						.uri(this.mockUrl))
			.route("modify-response",
					(spec) -> model(spec, "gpt-response*",
							(filters) -> filters.modifyResponseBody(Map.class, Map.class,
									(exchange, body) -> Mono.just(marked(body)))))
			.route("modify-request",
					(spec) -> model(spec, "gpt-request*",
							(filters) -> filters.modifyRequestBody(Map.class, Map.class,
									(exchange, body) -> Mono.just(renamed(body)))))
			.route("modify-by-model",
					(spec) -> spec.path("/v1/chat/completions")
						.and()
						.asyncPredicate(this.models.applyAsync((config) -> config.setModels(List.of("alias*"))))
						.filters((filters) -> filters.modifyRequestBody(Map.class, Map.class,
								(exchange, body) -> Mono.just(renamed(body))))
						.uri("llm://by-model"))
			.route("modify-badly",
					(spec) -> model(spec, "gpt-badly",
							(filters) -> filters.modifyRequestBody(String.class, String.class,
									(exchange, body) -> Mono.just(body.substring(1)))))
			.route("modify-custom",
					(spec) -> spec.path("/modified/chat/completions")
						.filters((filters) -> filters.modifyRequestBody(byte[].class, byte[].class, (exchange,
								body) -> Mono.just(new String(body, StandardCharsets.UTF_8).replace("Hi", "Hello")
									.getBytes(StandardCharsets.UTF_8))))
						.uri("llm://gpt"))
			.route("streams",
					(spec) -> spec.path("/v1/**")
						.and()
						.predicate(this.dialects.apply((config) -> config.setDialect(Dialect.ANTHROPIC)))
						.and()
						.asyncPredicate(this.streams.applyAsync((config) -> config.setStream(true)))
						.filters((filters) -> filters.addResponseHeader("X-Route", "streams"))
						.uri("llm://claude"))
			.build();
	}

	private Buildable<Route> model(PredicateSpec spec, String pattern, Function<GatewayFilterSpec, UriSpec> filters) {
		return spec.path("/v1/chat/completions")
			.and()
			.method(HttpMethod.POST)
			.and()
			.asyncPredicate(this.models.applyAsync((config) -> config.setModels(List.of(pattern))))
			.filters(filters)
			.uri("llm://gpt");
	}

	private static GatewayFilterSpec retry(GatewayFilterSpec filters) {
		return filters.retry((config) -> config.setRetries(2)
			.setSeries()
			.setMethods(HttpMethod.POST)
			.setStatuses(HttpStatus.SERVICE_UNAVAILABLE));
	}

	private static Map<?, ?> marked(Map<?, ?> body) {
		Map<Object, Object> marked = new LinkedHashMap<>(body);
		marked.put("marked", true);
		return marked;
	}

	private static Map<?, ?> renamed(Map<?, ?> body) {
		Map<Object, Object> renamed = new LinkedHashMap<>(body);
		renamed.put("model", "gpt-renamed:tokens=3");
		return renamed;
	}

}
