package org.llmgateway.inspection;

import org.llmgateway.codec.TextCount;

/**
 * Estimates the tokens of a request's text from its characters:
 * {@code (ascii + verbatim) / 4 + other * 0.8 + numbers}, rounded up.
 *
 * <p>
 * English prose and code have about four characters a token in the usual vocabularies.
 * Beyond ASCII it depends on the script: about 0.3 to 0.5 tokens a character for Latin
 * with accents and Cyrillic, 0.6 to 1.3 for Chinese, Japanese and Korean, by vocabulary;
 * 0.8 lies in the middle of the latter, because scripts that are dense in tokens are
 * where a limit is broken if the estimate is too low. Tool definitions count with all
 * their structure, as providers render it into the prompt; a number in an array is a
 * token id where prompts are given as such. What frames each message is about made up for
 * by counting roles and ids as text. It is a first formula: real usage calibrates it
 * later.
 */
final class TokenEstimate {

	private TokenEstimate() {
	}

	static long of(TextCount text, boolean tokenIds) {
		long quarters = text.ascii() + text.verbatim();
		long estimate = (5 * quarters + 16 * text.other() + 19) / 20;
		return tokenIds ? estimate + text.numbers() : estimate;
	}

}
