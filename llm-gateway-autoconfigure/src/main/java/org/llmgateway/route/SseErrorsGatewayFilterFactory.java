package org.llmgateway.route;

import java.util.List;
import java.util.Map;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

import org.llmgateway.exchange.RouteSettings;

/**
 * {@code SseErrors}: an upstream that breaks off in the middle of a stream becomes an
 * error event.
 */
public final class SseErrorsGatewayFilterFactory
		extends AbstractGatewayFilterFactory<SseErrorsGatewayFilterFactory.Config> {

	static final FilterSyntax SYNTAX = new FilterSyntax("SseErrors", Map.of(), null, "SseErrors");

	private final StreamRoutes streams;

	SseErrorsGatewayFilterFactory(StreamRoutes streams) {
		super(Config.class);
		this.streams = streams;
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return FilterSyntax.fieldOrder();
	}

	@Override
	public GatewayFilter apply(Config config) {
		SYNTAX.read(config.getArguments());
		return new RouteFilter(SYNTAX.filter(), RouteSettings::errorEvents, this.streams);
	}

	/**
	 * There is nothing to set.
	 */
	public static class Config extends FilterConfig {

	}

}
