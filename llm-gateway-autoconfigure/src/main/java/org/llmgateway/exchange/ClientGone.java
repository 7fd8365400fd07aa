package org.llmgateway.exchange;

/**
 * What to do with the provider's answer once the caller has gone.
 */
public enum ClientGone {

	/** End the provider's work at once; usage is estimated from what was sent. */
	CANCEL,

	/** Read on, within bounds, for the usage that comes last; then end it. */
	DRAIN_FOR_USAGE

}
