package org.llmgateway.upstream;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * A connection that had served before ended without a byte of the answer: most likely the
 * provider had closed it while it was idle, which says nothing of the provider's health.
 */
final class StaleConnectionException extends GatewayException {

	StaleConnectionException(String provider, Throwable cause) {
		super(GatewayError.UPSTREAM_BROKEN,
				"The provider '" + provider + "' closed a connection in use before it answered", null, cause);
	}

}
