package org.llmgateway.route;

/**
 * Says which door is in use now.
 */
@FunctionalInterface
interface DoorSelection {

	/**
	 * Whether Spring Cloud Gateway routes the LLM surfaces.
	 * @return {@code true} for the gateway door
	 */
	boolean isGateway();

	/**
	 * Whether Spring Cloud Gateway may route other paths to {@code llm://}, whichever
	 * door serves the LLM surfaces.
	 * @return {@code true} where it may
	 */
	default boolean mayRoute() {
		return isGateway();
	}

}
