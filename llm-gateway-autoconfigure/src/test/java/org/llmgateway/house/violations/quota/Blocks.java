package org.llmgateway.house.violations.quota;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Waits. */
final class Blocks {

	@Nullable Function<Mono<String>, @Nullable String> waitsForAReference() {
		return Mono::block;
	}

}
