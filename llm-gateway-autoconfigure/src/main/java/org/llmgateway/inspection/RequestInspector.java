package org.llmgateway.inspection;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.llmgateway.codec.JsonError;
import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonLimits;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.codec.JsonPeek;
import org.llmgateway.codec.TokenEstimate;
import org.llmgateway.exchange.CallerText;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * Looks once at a request's JSON body and says what it asks for, or why it is rejected.
 *
 * <p>
 * Decides by what the gateway itself needs, a model to route by and whether to stream,
 * and by what {@link RequestRules} say. Everything else is the provider's to judge. An
 * instance has no state and may be used by all threads.
 */
final class RequestInspector {

	static final int MAX_MODEL_BYTES = 256;

	private static final int MODEL = RequestMembers.MODEL;

	private static final String TOO_LONG = " may have " + MAX_MODEL_BYTES + " bytes";

	private final JsonPeek peek;

	private final RequestRules rules;

	/**
	 * Creates an inspector.
	 * @param limits how much structure a body may have
	 * @param bounds how much it may ask for
	 */
	RequestInspector(JsonLimits limits, RequestBounds bounds) {
		this.peek = RequestMembers.PEEK.within(limits);
		this.rules = new RequestRules(bounds);
	}

	/**
	 * Looks at a body.
	 * @param body the whole body between its indices; neither moved nor retained
	 * @param operation what the path asks for
	 * @param dialect the caller's dialect
	 * @return an {@link InspectedRequest} or an {@link InspectionRejection}
	 */
	Inspection inspect(ByteBuf body, Operation operation, Dialect dialect) {
		JsonOutline outline = this.peek.scan(body);
		JsonError error = outline.error();
		if (error != null) {
			return new InspectionRejection(
					"The body is not acceptable JSON: " + error.reason() + " (byte " + error.offset() + ")", null,
					error.limit() ? BodyRefusal.STRUCTURE : BodyRefusal.MALFORMED);
		}
		String model = isDecodable(outline) ? outline.string(body, MODEL) : null;
		InspectionRejection rejection = checkModel(outline, model, operation);
		rejection = (rejection != null) ? rejection : this.rules.check(outline, body, operation, dialect);
		int messages = (rejection != null) ? 0 : RequestMembers.messageCount(outline, body, operation);
		rejection = (rejection != null) ? rejection : this.rules.checkMessages(outline, operation, messages);
		return (rejection != null) ? rejection
				: new InspectedRequest(request(outline, body, operation, dialect, model, messages));
	}

	private static LlmRequest request(JsonOutline outline, ByteBuf body, Operation operation, Dialect dialect,
			@Nullable String model, int messages) {
		boolean tokenIds = operation == Operation.EMBEDDING || operation == Operation.COMPLETION;
		boolean stream = outline.kind(RequestMembers.STREAM) == JsonKind.TRUE;
		boolean asks = stream && (operation == Operation.CHAT || operation == Operation.COMPLETION);
		return new LlmRequest(dialect, operation, model, stream, maxOutputTokens(outline, body), messages,
				TokenEstimate.of(outline.text(), tokenIds, model), (model != null) ? outline.start(MODEL) : -1,
				(model != null) ? outline.end(MODEL) : -1,
				asks ? UsageRequest.edit(body, outline, RequestMembers.STREAM_OPTIONS) : null);
	}

	private static @Nullable InspectionRejection checkModel(JsonOutline outline, @Nullable String model,
			Operation operation) {
		JsonKind kind = outline.kind(MODEL);
		if (kind == JsonKind.ABSENT || (kind == JsonKind.NULL && !needsModel(operation))) {
			return needsModel(operation) ? new InspectionRejection("missing model: the member \"model\" must name one",
					"model", BodyRefusal.MODEL) : null;
		}
		if (kind != JsonKind.STRING) {
			return RequestMembers.rejection(outline, MODEL, " must be a string, not " + RequestMembers.described(kind));
		}
		if (model == null) {
			return RequestMembers.rejection(outline, MODEL, TOO_LONG);
		}
		if (model.isBlank()) {
			return RequestMembers.rejection(outline, MODEL, " must not be empty");
		}
		if (model.length() > MAX_MODEL_BYTES || model.getBytes(StandardCharsets.UTF_8).length > MAX_MODEL_BYTES) {
			return RequestMembers.rejection(outline, MODEL, TOO_LONG + ", unlike \"" + CallerText.shown(model) + "\"");
		}
		if (!isPrintable(model)) {
			return RequestMembers.rejection(outline, MODEL,
					" must not hold control characters or lone surrogates, as \"" + CallerText.shown(model)
							+ "\" does");
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

	private static long maxOutputTokens(JsonOutline outline, ByteBuf body) {
		long most = -1;
		for (int member = RequestMembers.FIRST_LIMIT; member < RequestMembers.COUNT; member++) {
			most = Math.max(most, outline.integer(body, member, -1));
		}
		return most;
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

}
