package org.llmgateway.codec;

import org.jspecify.annotations.Nullable;

/**
 * Estimates tokens from characters, for requests and answers alike: of a hundred letters
 * and spaces 20, of a hundred other characters of ASCII 50, beyond ASCII by script and by
 * the {@linkplain Vocabulary vocabulary} of the model, rounded up.
 *
 * <p>
 * That is calibrated on English prose, code and Chinese: {@code TokenEstimateTests} holds
 * it to what tokenizers say. Tool definitions count 25 a hundred bytes with all their
 * structure, as providers render it into the prompt; a number in an array is a token id
 * where prompts are given as such. What frames each message is about made up for by
 * counting roles and ids as text.
 */
public final class TokenEstimate {

	private static final int LETTERS = 20;

	private static final int SYMBOLS = 50;

	private static final int VERBATIM = 25;

	private TokenEstimate() {
	}

	/**
	 * Estimates the tokens of a text.
	 * @param text what was counted of it
	 * @param tokenIds whether numbers in it are tokens themselves
	 * @param model the model's name, or {@code null} if it is not known
	 * @return the estimate, in tokens
	 */
	public static long of(TextCount text, boolean tokenIds, @Nullable String model) {
		Vocabulary vocabulary = Vocabulary.of(model);
		long hundredths = LETTERS * (text.ascii() - text.symbols()) + SYMBOLS * text.symbols()
				+ vocabulary.wide * text.wide() + vocabulary.other * (text.other() - text.wide())
				+ VERBATIM * text.verbatim();
		long estimate = (hundredths + 99) / 100;
		return tokenIds ? estimate + text.numbers() : estimate;
	}

}
