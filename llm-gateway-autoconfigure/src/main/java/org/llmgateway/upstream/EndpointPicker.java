package org.llmgateway.upstream;

import java.util.List;
import java.util.function.IntUnaryOperator;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.Dialect;

/**
 * Picks an endpoint of a pool by weight, among those that speak the caller's dialect.
 */
final class EndpointPicker {

	private final IntUnaryOperator random;

	/**
	 * Creates a picker.
	 * @param random gives a number from 0 up to, but not including, its argument
	 */
	EndpointPicker(IntUnaryOperator random) {
		this.random = random;
	}

	@Nullable Endpoint pick(List<Endpoint> endpoints, Dialect dialect) {
		int total = 0;
		Endpoint last = null;
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (endpoint.provider().dialect() == dialect && endpoint.weight() > 0) {
				total += endpoint.weight();
				last = endpoint;
			}
		}
		if (last == null || total == last.weight()) {
			return last;
		}
		int point = this.random.applyAsInt(total);
		for (int i = 0; i < endpoints.size(); i++) {
			Endpoint endpoint = endpoints.get(i);
			if (endpoint.provider().dialect() == dialect && endpoint.weight() > 0) {
				point -= endpoint.weight();
				if (point < 0) {
					return endpoint;
				}
			}
		}
		return last;
	}

}
