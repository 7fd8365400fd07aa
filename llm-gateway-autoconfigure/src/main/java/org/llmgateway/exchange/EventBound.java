package org.llmgateway.exchange;

/**
 * How large the events of a stream may be to be looked into: what {@code stream} says to
 * those who look.
 */
public interface EventBound {

	/**
	 * The most bytes that an event may have; a larger one passes uninspected.
	 * @return a size in bytes
	 */
	int maxEventSize();

	/**
	 * How many events were larger.
	 * @return the count since the start
	 */
	long passedUninspected();

}
