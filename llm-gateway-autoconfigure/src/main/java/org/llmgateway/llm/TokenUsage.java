package org.llmgateway.llm;

/**
 * The tokens of one request and its answer.
 *
 * @param input the tokens of the prompt, those read from a cache included
 * @param cachedInput the part of the input that the provider read from its cache
 * @param cacheWrite the part of the input that the provider wrote to its cache
 * @param output the tokens of the answer, reasoning included
 * @param reasoning the part of the output that was reasoning
 * @param audioInput the part of the input that was audio
 * @param audioOutput the part of the output that was audio
 * @param accuracy where input and output come from
 */
public record TokenUsage(long input, long cachedInput, long cacheWrite, long output, long reasoning, long audioInput,
		long audioOutput, Accuracy accuracy) {

	/** No tokens: no provider has taken the request. */
	public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0, 0, 0, 0, Accuracy.EXACT);

	/**
	 * Where token counts come from.
	 */
	public enum Accuracy {

		/** The provider has said both input and output. */
		EXACT,

		/** At least one of the two was estimated from characters. */
		ESTIMATED

	}

}
