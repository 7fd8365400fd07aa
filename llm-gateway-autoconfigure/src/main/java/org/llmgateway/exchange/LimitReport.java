package org.llmgateway.exchange;

import java.util.Map;

/**
 * What one limit has to show: a bean for {@code /actuator/llmlimits} and the health of
 * the limits.
 */
public interface LimitReport {

	/**
	 * The name of the limit.
	 * @return a name in kebab case
	 */
	String name();

	/**
	 * What it shows now.
	 * @return names in camel case with numbers, texts, and maps of these
	 */
	Map<String, Object> report();

	/**
	 * Whether it refuses requests at present.
	 * @return {@code true} if it does
	 */
	default boolean isShedding() {
		return false;
	}

}
