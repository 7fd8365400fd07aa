package org.llmgateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * The gateway cannot serve what its configuration asks for; says what is wrong and what
 * to change.
 */
final class ProtocolConfigurationException extends RuntimeException {

	private final String action;

	ProtocolConfigurationException(String description, String action) {
		this(description, action, null);
	}

	ProtocolConfigurationException(String description, String action, @Nullable Throwable cause) {
		super(description, cause);
		this.action = action;
	}

	/**
	 * What the operator has to change.
	 */
	String action() {
		return this.action;
	}

}
