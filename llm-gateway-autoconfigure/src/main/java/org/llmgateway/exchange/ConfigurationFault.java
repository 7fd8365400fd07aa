package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.LoadClass;

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

	/**
	 * Checks the class of a model, a pool or a route: it can only lower that of a
	 * request.
	 * @param property the property that sets it
	 * @param loadClass the class, or {@code null} where none is set
	 */
	public static void checkLower(String property, @Nullable LoadClass loadClass) {
		if (loadClass == LoadClass.CRITICAL) {
			throw new ConfigurationFault(property, "critical",
					"a model, a pool or a route can lower the class of a request and not raise it",
					"Set it to sheddable or standard.");
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
