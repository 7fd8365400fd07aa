package org.llmgateway.codec;

import java.util.List;

import io.netty.buffer.ByteBuf;

/**
 * Looks once at a JSON document in a buffer: validates it by RFC 8259 in one linear scan
 * without recursion, and notes where the values of some top-level members lie.
 *
 * <p>
 * The document must be an object in UTF-8 without a byte order mark. Beyond the grammar
 * it rejects what readers understand differently or break at: nesting and members past
 * {@link JsonLimits}, a second value for a watched member (in whatever spelling of its
 * name by escapes), and numbers that a double cannot hold. Lone surrogates written as
 * escapes are accepted, as the grammar allows them.
 *
 * <p>
 * An instance holds the names only: it is immutable, made once and shared by all threads.
 */
public final class JsonPeek {

	private final JsonNames names;

	private final JsonLimits limits;

	private final boolean countingText;

	private JsonPeek(JsonNames names, JsonLimits limits, boolean countingText) {
		this.names = names;
		this.limits = limits;
		this.countingText = countingText;
	}

	/**
	 * Creates a look at some top-level members, with {@link JsonLimits#DEFAULT}.
	 * @param names the names to watch, at most 64 bytes each; their order is that of the
	 * indices of {@link JsonOutline}
	 * @return the look
	 */
	public static JsonPeek watching(String... names) {
		return new JsonPeek(new JsonNames(List.of(names), List.of()), JsonLimits.DEFAULT, false);
	}

	/**
	 * The same look with other limits.
	 * @param limits the limits
	 * @return a new look
	 */
	public JsonPeek within(JsonLimits limits) {
		return new JsonPeek(this.names, limits, this.countingText);
	}

	/**
	 * The same look that also counts the document's text.
	 * @param verbatim names of top-level members, watched or not, whose values are not
	 * looked into for text but counted by their bytes
	 * @return a new look
	 */
	public JsonPeek countingText(String... verbatim) {
		return new JsonPeek(new JsonNames(this.names.watched(), List.of(verbatim)), this.limits, true);
	}

	/**
	 * Looks at a document. Anything that is not acceptable is said in
	 * {@link JsonOutline#error()} and thrown by nothing.
	 * @param document the bytes between its indices; neither moved nor retained
	 * @return what was seen; it holds no reference to the document
	 */
	public JsonOutline scan(ByteBuf document) {
		JsonOutline outline = new JsonOutline(this.names.watched().size());
		JsonScanner.current().scan(document, outline, this.names, this.limits, this.countingText);
		return outline;
	}

}
