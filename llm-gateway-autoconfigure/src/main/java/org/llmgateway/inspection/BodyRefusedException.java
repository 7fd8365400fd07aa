package org.llmgateway.inspection;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * The refusal of a body, which remembers the reason to be counted by.
 */
final class BodyRefusedException extends GatewayException {

	private final BodyRefusal reason;

	BodyRefusedException(GatewayError error, BodyRefusal reason, String message, @Nullable String param) {
		super(error, message, param, null);
		this.reason = reason;
	}

	BodyRefusal reason() {
		return this.reason;
	}

}
