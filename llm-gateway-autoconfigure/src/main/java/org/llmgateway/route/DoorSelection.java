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

}
