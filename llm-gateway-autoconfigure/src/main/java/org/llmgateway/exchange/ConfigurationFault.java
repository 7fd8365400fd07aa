package org.llmgateway.exchange;

/**
 * A configuration that cannot work: which property, what is wrong with it and what to
 * change.
 */
public class ConfigurationFault extends RuntimeException {

	private final String property;

	private final String value;

	private final String action;

	/**
	 * Creates a fault.
	 * @param property the name of the property
	 * @param value its value, unless that is a secret
	 * @param reason why it cannot work
	 * @param action what to change
	 */
	public ConfigurationFault(String property, String value, String reason, String action) {
		super(reason);
		this.property = property;
		this.value = value;
		this.action = action;
	}

	/**
	 * Checks a name that properties refer to.
	 * @param property the property whose key it is
	 * @param name the name
	 */
	public static void checkName(String property, String name) {
		boolean valid = !name.isEmpty()
				&& name.chars().allMatch((c) -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
		if (!valid) {
			throw new ConfigurationFault(property, name, "a name holds lower-case letters, digits and hyphens only",
					"Rename it.");
		}
	}

	public String property() {
		return this.property;
	}

	public String value() {
		return this.value;
	}

	public String action() {
		return this.action;
	}

}
