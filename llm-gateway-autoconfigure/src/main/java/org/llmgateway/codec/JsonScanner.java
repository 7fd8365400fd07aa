package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The machine behind {@link JsonPeek}: one state, a stack of one bit per level, no
 * recursion; one per thread.
 */
final class JsonScanner {

	private static final FastThreadLocal<JsonScanner> CURRENT = new FastThreadLocal<>() {

		@Override
		protected JsonScanner initialValue() {
			return new JsonScanner();
		}

	};

	private static final int KEY_OR_END = 0;

	private static final int KEY = 1;

	private static final int VALUE_OR_END = 2;

	private static final int VALUE = 3;

	private static final int NEXT = 4;

	/**
	 * The most bytes that a name with escapes can have and still be one of 64.
	 */
	private static final int ESCAPED_NAME_BYTES = 6 * JsonNames.MAX_BYTES;

	private final JsonInput in = new JsonInput();

	private final JsonStrings strings = new JsonStrings();

	private final JsonNumber number = new JsonNumber();

	private final JsonNesting nesting = new JsonNesting();

	private final byte[] nameBytes = new byte[ESCAPED_NAME_BYTES];

	private JsonNames names = new JsonNames(List.of(), List.of());

	private JsonLimits limits = JsonLimits.DEFAULT;

	private JsonOutline outline = new JsonOutline(0);

	private boolean counting;

	private int state;

	private int members;

	/**
	 * The name of the member whose value comes next, or is the top-level value around.
	 */
	private JsonNames.@Nullable Name name;

	private JsonNames.@Nullable Name topName;

	private int topStart;

	private int topSize;

	private long ascii;

	private long symbols;

	private long other;

	private long wide;

	private long verbatim;

	private long numbers;

	static JsonScanner current() {
		return CURRENT.get();
	}

	void scan(ByteBuf document, JsonOutline outline, JsonNames names, JsonLimits limits, boolean counting) {
		this.names = names;
		this.limits = limits;
		this.outline = outline;
		this.counting = counting;
		this.nesting.clear();
		this.members = 0;
		this.name = null;
		this.topName = null;
		this.ascii = 0;
		this.symbols = 0;
		this.other = 0;
		this.wide = 0;
		this.verbatim = 0;
		this.numbers = 0;
		this.in.open(document);
		try {
			document();
			outline.finish(this.in.error(), counting ? text() : TextCount.NONE);
		}
		finally {
			this.in.close();
		}
	}

	private TextCount text() {
		return new TextCount(this.ascii, this.symbols, this.other, this.wide, this.verbatim, this.numbers);
	}

	private boolean document() {
		int first = this.in.token();
		if (first != '{') {
			return noObject(first);
		}
		boolean valid = open(false);
		while (valid && this.nesting.depth() > 0) {
			int token = this.in.token();
			valid = switch (this.state) {
				case KEY_OR_END -> (token == '}') ? close(JsonKind.OBJECT) : key(token);
				case KEY -> key(token);
				case VALUE_OR_END -> (token == ']') ? close(JsonKind.ARRAY) : value(token);
				case VALUE -> value(token);
				default -> next(token);
			};
		}
		return valid && (this.in.token() == JsonInput.END
				|| this.in.fail("nothing may follow the document's closing brace", this.in.offset() - 1));
	}

	private boolean noObject(int first) {
		if (first == JsonInput.END) {
			return this.in.fail("the document is empty, it must be a JSON object", this.in.length());
		}
		int offset = this.in.offset() - 1;
		if (offset == 0 && (first == 0xEF || first == 0xFE || first == 0xFF)) {
			return this.in.fail("a byte order mark is not allowed, the document must be UTF-8 without one", 0);
		}
		return this.in.fail("the document must be a JSON object", offset);
	}

	private boolean key(int token) {
		if (token != '"') {
			return this.in.unexpected(token, "expected a member name in double quotes");
		}
		int start = this.in.offset();
		if (++this.members > this.limits.maxMembers()) {
			return this.in.exceed("more members than the " + this.limits.maxMembers() + " allowed", start - 1);
		}
		if (!this.strings.scan(this.in)) {
			return false;
		}
		JsonNames.Name found = find(start, this.in.offset() - 1 - start);
		if (this.nesting.depth() == 1) {
			this.topName = found;
			if (found != null && found.index >= 0 && this.outline.kind(found.index) != JsonKind.ABSENT) {
				return this.in.fail(
						"a second member \"" + this.names.watched().get(found.index) + "\", only one is allowed",
						start - 1);
			}
		}
		this.name = found;
		int colon = this.in.token();
		this.state = VALUE;
		return colon == ':' || this.in.unexpected(colon, "expected a colon after a member's name");
	}

	private JsonNames.@Nullable Name find(int start, int length) {
		int index = this.in.index(start);
		if (!this.strings.escaped && index >= 0) {
			return this.names.find(this.in.array, index, length);
		}
		if (length > ESCAPED_NAME_BYTES) {
			return null;
		}
		this.in.copy(start, this.nameBytes, length);
		if (!this.strings.escaped) {
			return this.names.find(this.nameBytes, 0, length);
		}
		byte[] decoded = JsonEscapes.decode(new String(this.nameBytes, 0, length, StandardCharsets.UTF_8))
			.getBytes(StandardCharsets.UTF_8);
		return this.names.find(decoded, 0, decoded.length);
	}

	private boolean value(int token) {
		if (this.nesting.depth() == 1) {
			this.topStart = this.in.offset() - 1;
			this.topSize = 0;
		}
		else if (this.nesting.depth() == 2) {
			this.topSize++;
		}
		this.state = NEXT;
		return switch (token) {
			case '"' -> string() && scalar(JsonKind.STRING);
			case '{' -> open(false);
			case '[' -> open(true);
			case 't' -> this.in.literal("true") && scalar(JsonKind.TRUE);
			case 'f' -> this.in.literal("false") && scalar(JsonKind.FALSE);
			case 'n' -> this.in.literal("null") && scalar(JsonKind.NULL);
			case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
			case 'N', 'I' -> this.in.unexpected(token, "NaN and Infinity are not allowed, expected a value");
			default -> this.in.unexpected(token, "expected a value");
		};
	}

	private boolean string() {
		JsonNames.Name name = this.name;
		this.name = null;
		if (!this.counting || (this.topName != null && this.topName.verbatim)) {
			return this.strings.scan(this.in);
		}
		int start = this.in.offset();
		boolean valid = (name != null && name.binary) ? this.strings.scanBinary(this.in) : this.strings.scan(this.in);
		if (valid && !this.strings.base64
				&& !JsonStrings.isDataUrl(this.in, start, this.in.offset() - 1, name != null && name.link)) {
			this.ascii += this.strings.ascii;
			this.symbols += this.strings.symbols();
			this.other += this.strings.other;
			this.wide += this.strings.wide;
		}
		return valid;
	}

	private boolean number() {
		this.in.pos--;
		this.numbers += this.nesting.inArray() ? 1 : 0;
		return this.number.scan(this.in) && scalar(this.number.integer ? JsonKind.INTEGER : JsonKind.DECIMAL);
	}

	private boolean scalar(JsonKind kind) {
		this.name = null;
		if (this.nesting.depth() == 1) {
			top(kind);
		}
		return true;
	}

	private boolean open(boolean array) {
		if (this.nesting.depth() == this.limits.maxDepth()) {
			return this.in.exceed("nested deeper than the " + this.limits.maxDepth() + " levels allowed",
					this.in.offset() - 1);
		}
		this.nesting.push(array);
		this.name = null;
		this.state = array ? VALUE_OR_END : KEY_OR_END;
		return true;
	}

	private boolean close(JsonKind kind) {
		this.state = NEXT;
		if (this.nesting.pop() == 1) {
			top(kind);
		}
		return true;
	}

	private void top(JsonKind kind) {
		JsonNames.Name name = this.topName;
		if (name == null) {
			return;
		}
		int end = this.in.offset();
		if (name.index >= 0) {
			this.outline.put(name.index, kind, this.topStart, end, this.topSize);
		}
		if (name.verbatim) {
			this.verbatim += end - this.topStart;
		}
	}

	private boolean next(int token) {
		boolean array = this.nesting.inArray();
		if (token == ',') {
			this.state = array ? VALUE : KEY;
			return true;
		}
		if (token == (array ? ']' : '}')) {
			return close(array ? JsonKind.ARRAY : JsonKind.OBJECT);
		}
		return this.in.unexpected(token,
				array ? "expected a comma or a closing bracket" : "expected a comma or a closing brace");
	}

}
