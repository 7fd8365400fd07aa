package org.llmgateway.inspection;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.llmgateway.codec.JsonError;
import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.codec.JsonPeek;
import org.llmgateway.codec.TokenEstimate;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * Looks once at a request's JSON body and says what it asks for, or why it is rejected.
 *
 * <p>
 * Decides by what the gateway itself needs: a model to route by, whether to stream, the
 * output limit. Everything else is the provider's to judge. An instance has no state and
 * may be used by all threads.
 */
final class RequestInspector {

	static final int MAX_MODEL_BYTES = 256;

	private static final int MODEL = 0;

	private static final int STREAM = 1;

	private static final int MESSAGES = 2;

	private static final int INPUT = 3;

	private static final int PROMPT = 4;

	private static final int CONTENTS = 5;

	private static final int STREAM_OPTIONS = 6;

	private static final int FIRST_LIMIT = 7;

	private static final String[] NAMES = { "model", "stream", "messages", "input", "prompt", "contents",
			"stream_options", "max_tokens", "max_completion_tokens", "max_output_tokens" };

	private static final JsonPeek PEEK = JsonPeek.watching(NAMES).countingText("tools", "functions");

	private static final String TOO_LONG = " may have " + MAX_MODEL_BYTES + " bytes";

	private static final int SHOWN_CHARACTERS = 64;

	/**
	 * Looks at a body.
	 * @param body the whole body between its indices; neither moved nor retained
	 * @param operation what the path asks for
	 * @param dialect the caller's dialect
	 * @return an {@link InspectedRequest} or an {@link InspectionRejection}
	 */
	Inspection inspect(ByteBuf body, Operation operation, Dialect dialect) {
		JsonOutline outline = PEEK.scan(body);
		JsonError error = outline.error();
		if (error != null) {
			return new InspectionRejection(
					"The body is not acceptable JSON: " + error.reason() + " (byte " + error.offset() + ")", null);
		}
		String model = isDecodable(outline) ? outline.string(body, MODEL) : null;
		InspectionRejection rejection = checkModel(outline, model, operation);
		rejection = (rejection != null) ? rejection : checkStream(outline);
		rejection = (rejection != null) ? rejection : checkLimits(outline, body);
		if (rejection != null) {
			return rejection;
		}
		boolean tokenIds = operation == Operation.EMBEDDING || operation == Operation.COMPLETION;
		boolean stream = outline.kind(STREAM) == JsonKind.TRUE;
		boolean asks = stream && (operation == Operation.CHAT || operation == Operation.COMPLETION);
		return new InspectedRequest(new LlmRequest(dialect, operation, model, stream, maxOutputTokens(outline, body),
				messageCount(outline, body, operation), TokenEstimate.of(outline.text(), tokenIds, model),
				(model != null) ? outline.start(MODEL) : -1, (model != null) ? outline.end(MODEL) : -1,
				asks ? UsageRequest.edit(body, outline, STREAM_OPTIONS) : null));
	}

	private static @Nullable InspectionRejection checkModel(JsonOutline outline, @Nullable String model,
			Operation operation) {
		JsonKind kind = outline.kind(MODEL);
		if (kind == JsonKind.ABSENT || (kind == JsonKind.NULL && !needsModel(operation))) {
			return needsModel(operation)
					? new InspectionRejection("missing model: the member \"model\" must name one", "model") : null;
		}
		if (kind != JsonKind.STRING) {
			return rejection(outline, MODEL, " must be a string, not " + described(kind));
		}
		if (model == null) {
			return rejection(outline, MODEL, TOO_LONG);
		}
		if (model.isBlank()) {
			return rejection(outline, MODEL, " must not be empty");
		}
		if (model.length() > MAX_MODEL_BYTES || model.getBytes(StandardCharsets.UTF_8).length > MAX_MODEL_BYTES) {
			return rejection(outline, MODEL, TOO_LONG + ", unlike \"" + shown(model) + "...\"");
		}
		if (!isPrintable(model)) {
			return rejection(outline, MODEL,
					" must not hold control characters or lone surrogates, as \"" + shown(model) + "\" does");
		}
		return null;
	}

	/**
	 * Whether the model's value may, by its length with every byte escaped, be short
	 * enough: a value of megabytes does not become a string.
	 */
	private static boolean isDecodable(JsonOutline outline) {
		return outline.end(MODEL) - outline.start(MODEL) <= 6 * MAX_MODEL_BYTES + 2;
	}

	private static boolean needsModel(Operation operation) {
		return switch (operation) {
			case CHAT, COMPLETION, EMBEDDING, RESPONSE, MESSAGE, COUNT_TOKENS -> true;
			case MODELS, AUDIO, IMAGE, FILE, PASS_THROUGH -> false;
		};
	}

	private static @Nullable InspectionRejection checkStream(JsonOutline outline) {
		return switch (outline.kind(STREAM)) {
			case ABSENT, NULL, TRUE, FALSE -> null;
			default -> rejection(outline, STREAM, " must be true or false, not " + described(outline.kind(STREAM)));
		};
	}

	private static @Nullable InspectionRejection checkLimits(JsonOutline outline, ByteBuf body) {
		for (int member = FIRST_LIMIT; member < NAMES.length; member++) {
			JsonKind kind = outline.kind(member);
			if (kind == JsonKind.ABSENT || kind == JsonKind.NULL) {
				continue;
			}
			if (kind != JsonKind.INTEGER) {
				return rejection(outline, member, " must be an integer of at least 0, not " + described(kind));
			}
			if (outline.integer(body, member, -1) < 0) {
				return rejection(outline, member, " must be an integer of at least 0, not a negative one");
			}
		}
		return null;
	}

	private static long maxOutputTokens(JsonOutline outline, ByteBuf body) {
		long most = -1;
		for (int member = FIRST_LIMIT; member < NAMES.length; member++) {
			most = Math.max(most, outline.integer(body, member, -1));
		}
		return most;
	}

	private static int messageCount(JsonOutline outline, ByteBuf body, Operation operation) {
		int member = switch (operation) {
			case COMPLETION -> PROMPT;
			case EMBEDDING, RESPONSE -> INPUT;
			default -> (outline.kind(MESSAGES) != JsonKind.ABSENT) ? MESSAGES : CONTENTS;
		};
		return switch (outline.kind(member)) {
			case STRING -> 1;
			case ARRAY -> isTokenIds(outline, body, member) ? 1 : outline.size(member);
			default -> 0;
		};
	}

	/**
	 * Whether an array begins with a number: one prompt as token ids, and not several.
	 */
	private static boolean isTokenIds(JsonOutline outline, ByteBuf body, int member) {
		int start = body.readerIndex() + outline.start(member) + 1;
		int first = body.forEachByte(start, body.readerIndex() + outline.end(member) - start, (b) -> b <= ' ');
		return first >= 0 && body.getByte(first) >= '0' && body.getByte(first) <= '9';
	}

	private static InspectionRejection rejection(JsonOutline outline, int member, String rule) {
		return new InspectionRejection("\"" + NAMES[member] + "\" (byte " + outline.start(member) + ")" + rule,
				NAMES[member]);
	}

	private static String described(JsonKind kind) {
		return switch (kind) {
			case ABSENT -> "nothing";
			case STRING -> "a string";
			case INTEGER -> "an integer";
			case DECIMAL -> "a number with fraction or exponent";
			case TRUE, FALSE -> "a boolean";
			case NULL -> "null";
			case OBJECT -> "an object";
			case ARRAY -> "an array";
		};
	}

	private static boolean isPrintable(String text) {
		for (int i = 0; i < text.length();) {
			int codePoint = text.codePointAt(i);
			if (Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE
					|| codePoint == '\u2028' || codePoint == '\u2029') {
				return false;
			}
			i += Character.charCount(codePoint);
		}
		return true;
	}

	/**
	 * The beginning of a name with nothing in it that could do harm in a log or a
	 * terminal.
	 */
	private static String shown(String model) {
		int length = Math.min(model.length(), SHOWN_CHARACTERS);
		StringBuilder shown = new StringBuilder(length);
		for (int i = 0; i < length; i++) {
			char c = model.charAt(i);
			shown.append((c > ' ' && c < 0x7F && c != '"' && c != '\\') ? c : '?');
		}
		return shown.toString();
	}

}
