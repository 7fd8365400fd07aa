package org.llmgateway.house.violations.llm;

import reactor.core.publisher.Mono;

/** A noun with a framework. */
final class KnowsReactor {

	Mono<String> later() {
		return Mono.empty();
	}

}
