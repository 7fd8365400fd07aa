package org.llmgateway.house.violations.route;

import reactor.core.publisher.Mono;

/** A decision with a framework. */
final class ModelTable {

	Mono<String> later() {
		return Mono.empty();
	}

}
