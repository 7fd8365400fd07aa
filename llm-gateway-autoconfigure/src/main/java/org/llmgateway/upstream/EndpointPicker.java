package org.llmgateway.upstream;

import java.util.List;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.Dialect;

/**
 * Picks an endpoint of a pool: the better of two that are drawn, among those that are
 * available and speak the caller's dialect.
 *
 * <p>
 * Power of two choices (Mitzenmacher, 2001) that respects weights. The first is drawn by
 * weight, so at equal cost each endpoint gets exactly its share. The second is any other
 * and challenges the first with the probability {@code min(1, its weight / the first's)};
 * so an endpoint that is better than all others gets at most twice its share, whatever
 * the weights, and for equal weights this is the usual two distinct choices. The
 * challenger wins if it costs less by a tenth: noise must not outweigh the weights, nor
 * keep one from being tried again that was slow long ago.
 *
 * <p>
 * The cost is {@code first-token time × (1 + requests in flight / relative weight)},
 * where the relative weights of the two are 1 on average. To divide the whole by the
 * weight would leave nothing to light endpoints while the gateway is idle. The time is a
 * {@link PeakEwma}; an endpoint without a recent one is taken for as fast as the fastest,
 * so that it is tried. The weight is the configured one, less during the slow start.
 */
final class EndpointPicker {

	private static final double CLEARLY = 0.9;

	private final DoubleSupplier random;

	/**
	 * Creates a picker.
	 * @param random gives a number from 0 up to, but not including, 1
	 */
	EndpointPicker(DoubleSupplier random) {
		this.random = random;
	}

	/**
	 * Picks an endpoint.
	 * @param endpoints those of a pool
	 * @param dialect what it must speak
	 * @param now the time
	 * @param tried which it must not be
	 * @return the endpoint, or {@code null} if none is left
	 */
	@Nullable Endpoint pick(List<Endpoint> endpoints, Dialect dialect, long now, List<Endpoint> tried) {
		Endpoint first = byWeight(endpoints, dialect, now, tried);
		Endpoint second = (first != null) ? another(first, endpoints, dialect, now, tried) : null;
		if (first == null || second == null) {
			return first;
		}
		double weight = weight(first, now);
		double challenging = weight(second, now);
		if (this.random.getAsDouble() * weight >= challenging) {
			return first;
		}
		double mean = (weight + challenging) / 2;
		double guess = fastest(endpoints, dialect);
		double cost = first.state().cost(weight / mean, guess, now);
		return (second.state().cost(challenging / mean, guess, now) < cost * CLEARLY) ? second : first;
	}

	/** Each takes the place of the one before it with its share of the weights so far. */
	private @Nullable Endpoint byWeight(List<Endpoint> endpoints, Dialect dialect, long now, List<Endpoint> tried) {
		Endpoint drawn = null;
		double total = 0;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (isCandidate(endpoint, dialect, now, tried)) {
				double weight = weight(endpoint, now);
				total += weight;
				if (drawn == null || this.random.getAsDouble() * total < weight) {
					drawn = endpoint;
				}
			}
		}
		return drawn;
	}

	private @Nullable Endpoint another(Endpoint first, List<Endpoint> endpoints, Dialect dialect, long now,
			List<Endpoint> tried) {
		Endpoint drawn = null;
		int count = 0;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (endpoint != first && isCandidate(endpoint, dialect, now, tried)) {
				count++;
				if (drawn == null || this.random.getAsDouble() * count < 1) {
					drawn = endpoint;
				}
			}
		}
		return drawn;
	}

	private static double fastest(List<Endpoint> endpoints, Dialect dialect) {
		double fastest = 0;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			double average = endpoint.serves(dialect) ? endpoint.state().ewma().average() : 0;
			if (average > 0 && (fastest == 0 || average < fastest)) {
				fastest = average;
			}
		}
		return Math.max(1, fastest);
	}

	/**
	 * When it is worth picking again.
	 * @param endpoints those of a pool
	 * @param dialect what one must speak
	 * @param now the time
	 * @return nanoseconds until the first is available; {@link Long#MAX_VALUE} if none
	 * will be, -1 if none speaks the dialect
	 */
	static long retryAt(List<Endpoint> endpoints, Dialect dialect, long now) {
		long first = -1;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (endpoint.serves(dialect)) {
				long retryAt = endpoint.retryAt(now);
				first = (first < 0) ? retryAt : Math.min(first, retryAt);
			}
		}
		return first;
	}

	private static boolean isCandidate(Endpoint endpoint, Dialect dialect, long now, List<Endpoint> tried) {
		return endpoint.serves(dialect) && !isTried(endpoint, tried) && endpoint.isAvailable(now);
	}

	private static boolean isTried(Endpoint endpoint, List<Endpoint> tried) {
		for (int i = 0; i < tried.size(); i++) {
			if (tried.get(i) == endpoint) {
				return true;
			}
		}
		return false;
	}

	private static double weight(Endpoint endpoint, long now) {
		return endpoint.weight() * endpoint.state().share(now);
	}

}
