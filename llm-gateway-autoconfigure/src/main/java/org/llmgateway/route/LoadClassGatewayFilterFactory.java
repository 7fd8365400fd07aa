package org.llmgateway.route;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;

import org.llmgateway.llm.LoadClass;

/**
 * {@code LoadClass=sheddable}: how much the requests of a route to {@code llm://} matter
 * at most when the gateway cannot serve all.
 */
public final class LoadClassGatewayFilterFactory
		extends AbstractGatewayFilterFactory<LoadClassGatewayFilterFactory.Config> {

	private static final String CLASS = "load-class";

	static final FilterSyntax SYNTAX = new FilterSyntax("LoadClass", Map.of(CLASS, FilterSyntax.Kind.LOAD_CLASS), CLASS,
			"LoadClass=sheddable");

	LoadClassGatewayFilterFactory() {
		super(Config.class);
	}

	@Override
	public List<String> shortcutFieldOrder() {
		return FilterSyntax.fieldOrder();
	}

	@Override
	public GatewayFilter apply(Config config) {
		Map<String, Object> values = SYNTAX.read(config.getArguments());
		LoadClass loadClass = (LoadClass) values.getOrDefault(CLASS, config.getLoadClass());
		if (loadClass == null) {
			throw SYNTAX.empty();
		}
		if (loadClass == LoadClass.CRITICAL) {
			throw SYNTAX.wrong(CLASS, "critical");
		}
		return new RouteFilter(SYNTAX.filter(), (settings) -> settings.loadClass(loadClass), null);
	}

	/**
	 * The class of a route.
	 */
	public static class Config extends FilterConfig {

		private @Nullable LoadClass loadClass;

		public @Nullable LoadClass getLoadClass() {
			return this.loadClass;
		}

		/**
		 * Sets the class that requests have at most.
		 * @param loadClass the class; not {@link LoadClass#CRITICAL}
		 * @return this configuration
		 */
		public Config setLoadClass(LoadClass loadClass) {
			this.loadClass = loadClass;
			return this;
		}

	}

}
