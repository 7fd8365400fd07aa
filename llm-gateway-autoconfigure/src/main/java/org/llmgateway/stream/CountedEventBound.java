package org.llmgateway.stream;

import org.llmgateway.exchange.EventBound;

/**
 * The bound of events, and the count of those beyond it as ended requests have brought
 * it.
 *
 * @param maxEventSize the bound in bytes
 * @param endings counts
 */
record CountedEventBound(int maxEventSize, Endings endings) implements EventBound {

	@Override
	public long passedUninspected() {
		return this.endings.oversizedEvents();
	}

}
