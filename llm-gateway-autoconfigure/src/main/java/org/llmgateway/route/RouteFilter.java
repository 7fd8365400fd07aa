package org.llmgateway.route;

import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.RouteSettings;

/**
 * A gateway filter that adds its settings to those of the request. It stands just outside
 * of what writes answers.
 */
final class RouteFilter implements GatewayFilter, Ordered {

	private final String name;

	private final Consumer<RouteSettings> settings;

	private final @Nullable StreamRoutes streams;

	/**
	 * Creates a filter.
	 * @param name its name in routes
	 * @param settings adds its settings
	 * @param streams works by the settings where no stage does, or {@code null} where
	 * only stages do
	 */
	RouteFilter(String name, Consumer<RouteSettings> settings, @Nullable StreamRoutes streams) {
		this.name = name;
		this.settings = settings;
		this.streams = streams;
	}

	@Override
	public int getOrder() {
		return NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
		this.settings.accept(RouteSettings.of(exchange));
		return (this.streams != null) ? this.streams.filter(exchange, chain) : chain.filter(exchange);
	}

	@Override
	public String toString() {
		return "[" + this.name + "]";
	}

}
