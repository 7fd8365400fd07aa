package org.llmgateway.exchange;

/**
 * How a request ended; the first to see it sets it.
 */
public enum Ending {

	/** The caller has the whole answer. */
	COMPLETE,

	/** The gateway refused the request itself. */
	REFUSED,

	/** The caller went away. */
	CLIENT_GONE,

	/** The provider answered with an error, which the caller has. */
	UPSTREAM_ERROR,

	/** The provider broke off. */
	UPSTREAM_CUT

}
