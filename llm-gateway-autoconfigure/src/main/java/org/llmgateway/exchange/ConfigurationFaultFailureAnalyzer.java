package org.llmgateway.exchange;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says at start which property cannot work, why, and what to change.
 */
final class ConfigurationFaultFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationFault> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationFault cause) {
		String description = "The gateway cannot start with this configuration:\n\n    Property: " + cause.property()
				+ "\n    Value: " + cause.value() + "\n    Reason: " + cause.getMessage();
		return new FailureAnalysis(description, cause.action(), cause);
	}

}
