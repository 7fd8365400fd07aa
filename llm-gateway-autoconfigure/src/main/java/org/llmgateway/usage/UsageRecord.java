package org.llmgateway.usage;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;

/**
 * What one request has used; nothing of its prompt or answer.
 *
 * @param time when it was over
 * @param requestId the id of the request, as in the header {@code X-Request-ID}
 * @param operation what it asked for
 * @param model the model as the caller named it, or {@code null} on surfaces without one
 * @param provider the provider that was asked last, or {@code null} if none was
 * @param attempts how many times a provider was asked
 * @param status the status that the caller got, or 0 if it got none
 * @param ending how it ended
 * @param finishReason why the model stopped, in the provider's word, or {@code null}
 * @param errorType the type of an error that the answer told of, or {@code null}
 * @param tokens the tokens
 * @param firstTokenMillis milliseconds from the request's beginning to the first content
 * of a stream, or -1 if there was none
 * @param durationMillis milliseconds from its beginning to its end
 */
public record UsageRecord(Instant time, String requestId, Operation operation, @Nullable String model,
		@Nullable String provider, int attempts, int status, Ending ending, @Nullable String finishReason,
		@Nullable String errorType, TokenUsage tokens, long firstTokenMillis, long durationMillis) {

}
