package org.llmgateway.llm;

import org.jspecify.annotations.Nullable;

/**
 * What one look at a request's body told.
 *
 * @param dialect the wire format of the request
 * @param operation what the request asks for
 * @param model the model as the caller named it
 * @param stream whether the caller asked for an event stream
 * @param maxOutputTokens the largest output that the caller allows, in tokens; -1 when
 * not said
 * @param messageCount the number of messages, inputs or prompts
 * @param estimatedInputTokens an estimate of the input, in tokens
 * @param modelStart offset of the model's value in the body, its quotes included; -1 when
 * there is none
 * @param modelEnd offset just after the model's value; -1 when there is none
 * @param usageEdit what makes the body ask for usage at the end of its stream;
 * {@code null} where the caller asks for it, or where it cannot be asked for
 */
public record LlmRequest(Dialect dialect, Operation operation, @Nullable String model, boolean stream,
		long maxOutputTokens, int messageCount, long estimatedInputTokens, int modelStart, int modelEnd,
		@Nullable BodyEdit usageEdit) {

}
