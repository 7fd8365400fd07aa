package org.llmgateway.llm;

/**
 * How much a request matters when the gateway cannot serve all, from the least to the
 * most.
 */
public enum LoadClass {

	/** Refused first: batch work that comes again later. */
	SHEDDABLE,

	/** What nobody has said anything about. */
	STANDARD,

	/** Refused last. */
	CRITICAL

}
