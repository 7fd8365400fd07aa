package org.llmgateway.protocol;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Prints a {@link ProtocolConfigurationException} as description and action instead of a
 * stack trace.
 */
final class ProtocolFailureAnalyzer extends AbstractFailureAnalyzer<ProtocolConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ProtocolConfigurationException cause) {
		return new FailureAnalysis(String.valueOf(cause.getMessage()), cause.action(), cause);
	}

}
