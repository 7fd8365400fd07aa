package org.llmgateway.route;

import java.net.URI;
import java.util.List;
import java.util.Set;

import org.springframework.cloud.gateway.route.RouteDefinition;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * The configured routes that lead to pools, checked at start: each names a pool that
 * exists.
 */
final class PoolRoutes {

	private static final String PREFIX = "spring.cloud.gateway.server.webflux.routes[";

	private PoolRoutes() {
	}

	/**
	 * Checks routes.
	 * @param routes the routes, in the order of their properties
	 * @param pools the names of the pools
	 * @throws ConfigurationFault if one leads to no pool
	 */
	static void check(List<RouteDefinition> routes, Set<String> pools) {
		for (int i = 0; i < routes.size(); i++) {
			URI uri = routes.get(i).getUri();
			if (uri == null || !LlmRoutingFilter.SCHEME.equals(uri.getScheme())) {
				continue;
			}
			// An authority that is no host, such as one with an underscore, is no name of
			// a pool.
			String name = (uri.getHost() != null) ? uri.getHost() : uri.getAuthority();
			if (name != null && !name.equals(LlmRoutingFilter.BY_MODEL) && !pools.contains(name)) {
				throw new ConfigurationFault(PREFIX + i + "].uri", uri.toString(),
						"there is no pool '" + name + "'; configured are " + pools,
						"Name one of these as llm://pool, or set llm://" + LlmRoutingFilter.BY_MODEL
								+ " for the pools of the request's model.");
			}
		}
	}

}
