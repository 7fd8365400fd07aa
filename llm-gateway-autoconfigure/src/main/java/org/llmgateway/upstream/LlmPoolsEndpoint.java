package org.llmgateway.upstream;

import java.util.function.Supplier;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * The actuator endpoint that shows pools, their endpoints and the keys of providers.
 */
@Endpoint(id = "llmpools")
final class LlmPoolsEndpoint {

	private final Supplier<PoolReport> report;

	LlmPoolsEndpoint(Supplier<PoolReport> report) {
		this.report = report;
	}

	@ReadOperation
	PoolReport pools() {
		return this.report.get();
	}

}
