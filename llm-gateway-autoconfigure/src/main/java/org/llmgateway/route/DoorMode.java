package org.llmgateway.route;

/**
 * Which door serves the LLM surfaces.
 */
enum DoorMode {

	/**
	 * The gateway door if the application has routes, default filters or global filters
	 * of its own, else the direct door.
	 */
	AUTO,

	/** A web filter that answers by itself: fastest. */
	DIRECT,

	/** Spring Cloud Gateway routes, so that a team's routes and filters apply. */
	GATEWAY

}
