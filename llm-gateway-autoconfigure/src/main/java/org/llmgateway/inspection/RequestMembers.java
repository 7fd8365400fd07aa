package org.llmgateway.inspection;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.codec.JsonPeek;
import org.llmgateway.llm.Operation;

/**
 * The members of a request's body that are looked at, and how a complaint about one is
 * worded.
 */
final class RequestMembers {

	static final int MODEL = 0;

	static final int STREAM = 1;

	static final int MESSAGES = 2;

	static final int INPUT = 3;

	static final int PROMPT = 4;

	static final int CONTENTS = 5;

	static final int STREAM_OPTIONS = 6;

	static final int TEMPERATURE = 7;

	static final int N = 8;

	static final int BEST_OF = 9;

	/** From here on each member is a bound of the output, in tokens. */
	static final int FIRST_LIMIT = 10;

	private static final String[] NAMES = { "model", "stream", "messages", "input", "prompt", "contents",
			"stream_options", "temperature", "n", "best_of", "max_tokens", "max_completion_tokens",
			"max_output_tokens" };

	static final int COUNT = NAMES.length;

	static final JsonPeek PEEK = JsonPeek.watching(NAMES).countingText("tools", "functions");

	private RequestMembers() {
	}

	/**
	 * The member that holds what is asked about.
	 * @param outline what was seen in the body
	 * @param operation what the path asks for
	 * @return the index of the member
	 */
	static int content(JsonOutline outline, Operation operation) {
		return switch (operation) {
			case COMPLETION -> PROMPT;
			case EMBEDDING, RESPONSE -> INPUT;
			default -> (outline.kind(MESSAGES) != JsonKind.ABSENT) ? MESSAGES : CONTENTS;
		};
	}

	/**
	 * How many messages, inputs or prompts there are.
	 * @param outline what was seen in the body
	 * @param body the body between its indices
	 * @param operation what the path asks for
	 * @return the count
	 */
	static int messageCount(JsonOutline outline, ByteBuf body, Operation operation) {
		int member = content(outline, operation);
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

	/**
	 * Rejects a body for the value of a member.
	 * @param outline what was seen in the body
	 * @param member the index of the member
	 * @param rule what its value must be, as the rest of a sentence
	 * @return the rejection
	 */
	static InspectionRejection rejection(JsonOutline outline, int member, String rule) {
		return rejection(outline, member, rule, (member == MODEL) ? BodyRefusal.MODEL : BodyRefusal.VALUE);
	}

	/**
	 * Rejects a body because a member asks for too much.
	 * @param outline what was seen in the body
	 * @param member the index of the member
	 * @param bound what is allowed, as the rest of a sentence
	 * @param property which property says so, by the end of its name
	 * @return the rejection
	 */
	static InspectionRejection excess(JsonOutline outline, int member, String bound, String property) {
		return rejection(outline, member, bound + " here (llm.gateway.inspection." + property + ")",
				BodyRefusal.EXCESS);
	}

	private static InspectionRejection rejection(JsonOutline outline, int member, String rule, BodyRefusal reason) {
		return new InspectionRejection("\"" + NAMES[member] + "\" (byte " + outline.start(member) + ")" + rule,
				NAMES[member], reason);
	}

	static String described(JsonKind kind) {
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

}
