package org.llmgateway.codec;

/**
 * Is told of each event that {@link SseParser} completes.
 */
@FunctionalInterface
public interface SseListener {

	/**
	 * An event with at least one data line is complete.
	 * @param event the event; the object and its bytes are reused, so they are valid
	 * during this call only
	 */
	void onEvent(SseEvent event);

	/**
	 * An event is complete that was larger than the parser's bound, so that nothing is
	 * known of it.
	 */
	default void onOversizedEvent() {
	}

}
