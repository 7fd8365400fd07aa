package org.llmgateway.usage;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

import org.llmgateway.llm.TokenUsage;

/**
 * Writes records as lines of JSON.
 */
final class UsageLine {

	private static final JsonFactory JSON = new JsonFactory();

	private UsageLine() {
	}

	/**
	 * Writes one line.
	 * @param usage the record
	 * @param out gets the line with its end
	 */
	static void write(UsageRecord usage, ByteArrayOutputStream out) {
		try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
			json.writeStartObject();
			json.writeStringProperty("time", usage.time().toString());
			json.writeStringProperty("request_id", usage.requestId());
			json.writeStringProperty("operation", usage.operation().name().toLowerCase(Locale.ROOT));
			json.writeStringProperty("model", usage.model());
			json.writeStringProperty("provider", usage.provider());
			json.writeNumberProperty("attempts", usage.attempts());
			json.writeNumberProperty("status", usage.status());
			json.writeStringProperty("ending", usage.ending().name().toLowerCase(Locale.ROOT).replace('_', '-'));
			json.writeStringProperty("finish_reason", usage.finishReason());
			json.writeStringProperty("error_type", usage.errorType());
			writeTokens(json, usage.tokens());
			if (usage.firstTokenMillis() >= 0) {
				json.writeNumberProperty("first_token_ms", usage.firstTokenMillis());
			}
			json.writeNumberProperty("duration_ms", usage.durationMillis());
			json.writeEndObject();
		}
		out.write('\n');
	}

	private static void writeTokens(JsonGenerator json, TokenUsage tokens) {
		json.writeNumberProperty("input_tokens", tokens.input());
		json.writeNumberProperty("cached_input_tokens", tokens.cachedInput());
		json.writeNumberProperty("cache_write_tokens", tokens.cacheWrite());
		json.writeNumberProperty("output_tokens", tokens.output());
		json.writeNumberProperty("reasoning_tokens", tokens.reasoning());
		json.writeNumberProperty("audio_input_tokens", tokens.audioInput());
		json.writeNumberProperty("audio_output_tokens", tokens.audioOutput());
		json.writeStringProperty("accuracy", tokens.accuracy().name().toLowerCase(Locale.ROOT));
	}

}
