package org.llmgateway.limit;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.LoadClass;

/**
 * Knows whose a request is, and the class of each tenant.
 */
final class Tenants {

	/** The tenant of all that nothing is known of. */
	static final String EVERYONE = "everyone";

	private static final int LONGEST = 128;

	private final Map<String, LoadClass> classes;

	Tenants(Map<String, LoadClass> classes) {
		this.classes = Map.copyOf(classes);
	}

	/**
	 * The tenant of a name: a long one is cut, so that names cost little memory.
	 * @param name the principal's name or the header's value, or {@code null}
	 * @return the tenant
	 */
	String tenant(@Nullable String name) {
		if (name == null || name.isEmpty()) {
			return EVERYONE;
		}
		return (name.length() <= LONGEST) ? name : name.substring(0, LONGEST);
	}

	LoadClass loadClass(String tenant) {
		LoadClass known = this.classes.get(tenant);
		return (known != null) ? known : LoadClass.STANDARD;
	}

}
