package org.llmgateway.inspection;

/**
 * How much a request may ask for; 0 stands for any amount.
 *
 * @param maxOutputTokens the most output that it may ask for, in tokens
 * @param maxChoices the most answers that it may ask for at once
 * @param maxMessages the most messages, inputs or prompts that it may bring
 * @param temperature whether the temperature must be in the range of the dialect
 */
record RequestBounds(long maxOutputTokens, long maxChoices, long maxMessages, boolean temperature) {

	/** What holds unless it is configured otherwise. */
	static final RequestBounds DEFAULT = new RequestBounds(0, 128, 100_000, true);

}
