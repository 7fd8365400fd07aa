package org.llmgateway.test;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Finds in one pass over the bytes of a JSON request what the mock has to know: model,
 * stream, include_usage, encoding_format and the name of the first tool.
 * <p>
 * It may be fed in any pieces, keeps none of them, and never fails: what is not JSON just
 * has no model. The inside of long strings is skipped by a search for the next quote.
 */
final class RequestScan {

	private static final int CAPTURE = 512;

	private final byte[] captured = new byte[CAPTURE];

	private int length = -1;

	private int depth;

	private boolean inString;

	private boolean escaped;

	private boolean value;

	private boolean inTools;

	private boolean inOptions;

	private String last = "";

	private String key = "";

	private @Nullable String model;

	private @Nullable String tool;

	private boolean tools;

	private boolean stream;

	private boolean usage;

	private boolean base64;

	/**
	 * Looks at the next bytes; does not change the reader index, does not retain.
	 * @param buffer the next bytes of the body
	 */
	void accept(ByteBuf buffer) {
		int index = buffer.readerIndex();
		int end = buffer.writerIndex();
		while (index < end) {
			index = this.inString ? string(buffer, index, end) : structure(buffer, index, end);
		}
	}

	private int structure(ByteBuf buffer, int from, int end) {
		for (int i = from; i < end; i++) {
			switch (buffer.getByte(i)) {
				case '"' -> {
					beginString();
					return i + 1;
				}
				case '{' -> open(true);
				case '[' -> open(false);
				case '}', ']' -> close();
				case ':' -> {
					this.value = true;
					this.key = this.last;
				}
				case ',' -> this.value = false;
				case 't' -> literalTrue();
				default -> {
				}
			}
		}
		return end;
	}

	private void beginString() {
		this.inString = true;
		boolean wanted = !this.value
				|| (this.depth == 1 && (this.key.equals("model") || this.key.equals("encoding_format")))
				|| (this.inTools && this.tool == null && this.key.equals("name"));
		this.length = wanted ? 0 : -1;
	}

	private int string(ByteBuf buffer, int from, int end) {
		int quote = buffer.indexOf(from, end, (byte) '"');
		int stop = (quote < 0) ? end : quote;
		int slashes = 0;
		while (stop - slashes > from && buffer.getByte(stop - slashes - 1) == '\\') {
			slashes++;
		}
		if (slashes == stop - from && this.escaped) {
			slashes++;
		}
		boolean odd = (slashes & 1) == 1;
		capture(buffer, from, (quote >= 0 && odd) ? stop + 1 : stop);
		if (quote < 0) {
			this.escaped = odd;
			return end;
		}
		this.escaped = false;
		if (!odd) {
			endString();
		}
		return quote + 1;
	}

	private void capture(ByteBuf buffer, int from, int to) {
		if (this.length < 0) {
			return;
		}
		int count = to - from;
		if (this.length + count > CAPTURE) {
			this.length = -1;
			return;
		}
		buffer.getBytes(from, this.captured, this.length, count);
		this.length += count;
	}

	private void endString() {
		this.inString = false;
		if (this.length < 0) {
			this.last = "";
			return;
		}
		String text = new String(this.captured, 0, this.length, StandardCharsets.UTF_8);
		if (!this.value) {
			this.last = text;
		}
		else if (this.inTools) {
			this.tool = text;
		}
		else if (this.key.equals("model")) {
			this.model = (text.indexOf('\\') < 0) ? text : text.replace("\\/", "/").replace("\\\"", "\"");
		}
		else {
			this.base64 = text.equals("base64");
		}
	}

	private void open(boolean object) {
		if (this.depth == 1 && this.value) {
			this.inTools = !object && this.key.equals("tools");
			this.inOptions = object && this.key.equals("stream_options");
		}
		this.tools |= object && this.inTools;
		this.depth++;
		this.value = false;
		this.last = "";
	}

	private void close() {
		this.depth--;
		this.value = false;
		if (this.depth <= 1) {
			this.inTools = false;
			this.inOptions = false;
		}
	}

	private void literalTrue() {
		if (this.value && this.depth == 1 && this.key.equals("stream")) {
			this.stream = true;
		}
		else if (this.value && this.inOptions && this.key.equals("include_usage")) {
			this.usage = true;
		}
	}

	@Nullable String model() {
		return this.model;
	}

	boolean stream() {
		return this.stream;
	}

	boolean usage() {
		return this.usage;
	}

	boolean base64() {
		return this.base64;
	}

	/**
	 * The tool that the answer calls.
	 * @return the first tool's name, or {@code null} if the request has no tools
	 */
	@Nullable String tool() {
		return (this.tools && this.tool == null) ? "get_weather" : this.tool;
	}

}
