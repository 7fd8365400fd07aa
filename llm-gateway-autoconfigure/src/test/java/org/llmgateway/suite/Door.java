package org.llmgateway.suite;

/**
 * The doors that a suite runs against.
 */
public enum Door {

	/** The gateway's own web filter does everything. */
	DIRECT("direct"),

	/** Spring Cloud Gateway routes. */
	GATEWAY("gateway");

	private final String property;

	Door(String property) {
		this.property = property;
	}

	/**
	 * The door's name in the configuration.
	 * @return a value of {@code llm.gateway.door}
	 */
	public String property() {
		return this.property;
	}

}
