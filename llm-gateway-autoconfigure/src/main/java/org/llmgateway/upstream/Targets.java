package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.CallerText;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.PoolGate;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.provider.ApiKey;

/**
 * Finds where an attempt may go: through the pools of the route in their order, but for
 * those that are full, or to the one provider that it names.
 */
final class Targets {

	private final ConfiguredPools pools;

	private final EndpointPicker picker;

	private final PoolGate gate;

	/**
	 * Finds targets.
	 * @param pools the pools
	 * @param picker chooses an endpoint of a pool
	 * @param gate asked before an endpoint is
	 */
	Targets(ConfiguredPools pools, EndpointPicker picker, PoolGate gate) {
		this.pools = pools;
		this.picker = picker;
		this.gate = gate;
	}

	/**
	 * Takes an endpoint and a key.
	 * @param exchange the folder of the request
	 * @param without which endpoints it must not be
	 * @param now the time
	 * @return the target, or {@code null} if none is left
	 * @throws GatewayException if the route names a pool or provider that does not exist
	 */
	@Nullable Target take(LlmExchange exchange, List<Endpoint> without, long now) {
		RouteDecision route = route(exchange);
		if (route.provider() != null) {
			Endpoint endpoint = through(route.provider());
			return without.contains(endpoint) ? null : take(endpoint, null, PoolGate.Place.FREE, now);
		}
		List<String> names = route.pools();
		for (int i = 0; i < names.size(); i++) {
			Target target = takeOf(names.get(i), exchange.dialect(), without, now);
			if (target != null) {
				return target;
			}
		}
		return null;
	}

	private static RouteDecision route(LlmExchange exchange) {
		RouteDecision route = exchange.route();
		if (route == null) {
			throw new IllegalStateException("No route was decided for " + exchange.path());
		}
		return route;
	}

	private @Nullable Target takeOf(String pool, Dialect dialect, List<Endpoint> without, long now) {
		PoolGate.Place place = this.gate.enter(pool, now);
		if (place == null) {
			return null;
		}
		Target target = null;
		try {
			target = takeOf(pool, place, dialect, without, now);
		}
		finally {
			if (target == null) {
				place.leave(false, now);
			}
		}
		return target;
	}

	private @Nullable Target takeOf(String pool, PoolGate.Place place, Dialect dialect, List<Endpoint> without,
			long now) {
		List<Endpoint> endpoints = endpoints(pool);
		List<Endpoint> excluded = without;
		Endpoint endpoint = this.picker.pick(endpoints, dialect, now, excluded);
		while (endpoint != null) {
			Target target = take(endpoint, pool, place, now);
			if (target != null) {
				return target;
			}
			// Another request was faster.
			excluded = new ArrayList<>(excluded);
			excluded.add(endpoint);
			endpoint = this.picker.pick(endpoints, dialect, now, excluded);
		}
		return null;
	}

	private @Nullable Target take(Endpoint endpoint, @Nullable String pool, PoolGate.Place place, long now) {
		EndpointState.Turn turn = endpoint.state().begin(now);
		if (turn == null) {
			return null;
		}
		ApiKey key = endpoint.provider().takeKey(now);
		if (key == null) {
			turn.end(EndpointState.Outcome.NEUTRAL, now);
			return null;
		}
		return new Target(endpoint, turn, key, (pool != null) ? this.pools.stream(pool) : null, place);
	}

	/**
	 * Why there is no target.
	 * @param exchange the folder of the request
	 * @param now the time
	 * @return the error for the caller
	 */
	GatewayException none(LlmExchange exchange, long now) {
		RouteDecision route = route(exchange);
		long retryAt = -1;
		if (route.provider() != null) {
			retryAt = through(route.provider()).retryAt(now);
		}
		List<String> names = route.pools();
		for (int i = 0; i < names.size(); i++) {
			long first = EndpointPicker.retryAt(endpoints(names.get(i)), exchange.dialect(), now);
			retryAt = (retryAt < 0 || (first >= 0 && first < retryAt)) ? first : retryAt;
		}
		LlmRequest request = exchange.request();
		String model = (request != null) ? request.model() : null;
		if (retryAt == 0) {
			return busy(model);
		}
		return (retryAt < 0) ? mismatch(exchange, model) : unavailable(model, retryAt);
	}

	/** An endpoint is available, and was not to be had. */
	private static GatewayException busy(@Nullable String model) {
		return new GatewayException(GatewayError.UPSTREAM_BUSY,
				"The model '" + shown(model) + "' is asked for more often than its pools may be at a time");
	}

	private static GatewayException mismatch(LlmExchange exchange, @Nullable String model) {
		boolean anthropic = exchange.dialect() == Dialect.ANTHROPIC;
		return new GatewayException(GatewayError.DIALECT_MISMATCH,
				"The model '" + shown(model) + "' is not served in the " + (anthropic ? "Anthropic" : "OpenAI")
						+ " dialect of " + exchange.path() + "; use "
						+ (anthropic ? "/v1/chat/completions" : "/v1/messages"),
				"model", null);
	}

	private static String shown(@Nullable String model) {
		return (model != null) ? CallerText.shown(model) : "";
	}

	private static GatewayException unavailable(@Nullable String model, long retryAt) {
		String what = (model != null) ? "Every endpoint that serves the model '" + CallerText.shown(model) + "'"
				: "The provider";
		GatewayException error = new GatewayException(GatewayError.UPSTREAM_UNAVAILABLE,
				what + " has failed or refused its keys of late, and is left out for now");
		return error.with("Retry-After", FailoverPolicy.seconds(retryAt));
	}

	private List<Endpoint> endpoints(String pool) {
		List<Endpoint> endpoints = this.pools.endpoints(pool);
		if (endpoints == null) {
			throw new GatewayException(GatewayError.INTERNAL,
					"There is no pool '" + pool + "'; the route's uri names one of llm.gateway.pools as llm://pool");
		}
		return endpoints;
	}

	private Endpoint through(String provider) {
		Endpoint endpoint = this.pools.through(provider);
		if (endpoint == null) {
			throw new GatewayException(GatewayError.INTERNAL, "There is no provider '" + provider + "'");
		}
		return endpoint;
	}

}
