package org.llmgateway.route;

import java.util.List;
import java.util.function.Predicate;

import org.llmgateway.llm.LlmRequest;

/**
 * {@code Stream=true}: the request asks for an event stream, or for none.
 */
public final class StreamRoutePredicateFactory
		extends AbstractLlmRoutePredicateFactory<StreamRoutePredicateFactory.Config> {

	StreamRoutePredicateFactory(RequestLookup lookup) {
		super(Config.class, lookup, List.of("stream"));
	}

	@Override
	Predicate<LlmRequest> test(Config config) {
		boolean stream = config.isStream();
		return (request) -> request.stream() == stream;
	}

	/**
	 * Whether a stream is asked for.
	 */
	public static class Config {

		private boolean stream = true;

		public boolean isStream() {
			return this.stream;
		}

		public Config setStream(boolean stream) {
			this.stream = stream;
			return this;
		}

	}

}
