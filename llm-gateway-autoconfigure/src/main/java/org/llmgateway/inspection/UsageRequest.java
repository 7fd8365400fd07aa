package org.llmgateway.inspection;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonLimits;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.codec.JsonPeek;
import org.llmgateway.llm.BodyEdit;

/**
 * Says how a body is edited so that it asks for usage at the end of its stream.
 */
final class UsageRequest {

	private static final JsonPeek OPTIONS = JsonPeek.watching("include_usage").within(JsonLimits.NONE);

	private static final String ASK = "\"include_usage\":true";

	private UsageRequest() {
	}

	/**
	 * The edit that a body needs.
	 * @param body the body between its indices; neither moved nor retained
	 * @param outline what was seen in it
	 * @param member the index of {@code stream_options} in the outline
	 * @return the edit, or {@code null} where the caller asks for usage itself, or where
	 * its options are none that could be added to
	 */
	static @Nullable BodyEdit edit(ByteBuf body, JsonOutline outline, int member) {
		return switch (outline.kind(member)) {
			case ABSENT -> {
				int close = body.forEachByteDesc((b) -> b != '}') - body.readerIndex();
				yield new BodyEdit(close, close, ",\"stream_options\":{" + ASK + "}");
			}
			case NULL -> new BodyEdit(outline.start(member), outline.end(member), "{" + ASK + "}");
			case OBJECT -> inside(body, outline.start(member), outline.end(member), outline.size(member) == 0);
			default -> null;
		};
	}

	private static @Nullable BodyEdit inside(ByteBuf body, int start, int end, boolean empty) {
		JsonOutline options = OPTIONS.scan(body.slice(body.readerIndex() + start, end - start));
		JsonKind kind = options.kind(0);
		if (options.error() != null || kind == JsonKind.TRUE) {
			return null;
		}
		if (kind == JsonKind.ABSENT) {
			return new BodyEdit(start + 1, start + 1, empty ? ASK : ASK + ",");
		}
		return new BodyEdit(start + options.start(0), start + options.end(0), "true");
	}

}
