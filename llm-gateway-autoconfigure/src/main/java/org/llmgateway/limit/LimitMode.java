package org.llmgateway.limit;

/**
 * What a limit of concurrency goes by.
 */
enum LimitMode {

	/** There is none. */
	OFF,

	/** It stays as it is configured. */
	FIXED,

	/** It goes by the time to the first token. */
	ADAPTIVE

}
