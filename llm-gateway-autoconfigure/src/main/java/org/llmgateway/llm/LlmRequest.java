package org.llmgateway.llm;

import org.jspecify.annotations.Nullable;

/**
 * What the gateway knows of a request after one look at its body.
 *
 * @param dialect the language that the caller speaks
 * @param operation what is asked
 * @param model the model as the caller named it, or {@code null} where none is needed
 * @param stream whether the answer is asked for as an event stream
 * @param maxOutputTokens the most tokens that the answer may have, or -1 if the caller
 * did not say
 * @param messageCount how many messages, or inputs of an embedding, the request holds
 * @param estimatedInputTokens an estimate of the tokens of the request's text
 * @param modelStart offset in bytes from the beginning of the body of the opening quote
 * of the model's value, or -1 if there is none
 * @param modelEnd offset in bytes of the byte after its closing quote, or -1 if there is
 * none
 */
public record LlmRequest(Dialect dialect, Operation operation, @Nullable String model, boolean stream,
		long maxOutputTokens, int messageCount, long estimatedInputTokens, int modelStart, int modelEnd) {
}
