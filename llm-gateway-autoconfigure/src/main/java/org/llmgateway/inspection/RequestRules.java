package org.llmgateway.inspection;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;

/**
 * Judges the values that a gateway can judge: what is nonsense for every provider, and
 * what is more than the policy allows.
 *
 * <p>
 * A provider judges its own: roles, empty lists, members that the gateway does not know.
 */
final class RequestRules {

	private static final double OPENAI_TEMPERATURE = 2;

	private static final double ANTHROPIC_TEMPERATURE = 1;

	private final RequestBounds bounds;

	RequestRules(RequestBounds bounds) {
		this.bounds = bounds;
	}

	/**
	 * Judges a body.
	 * @param outline what was seen in it
	 * @param body the body between its indices; neither moved nor retained
	 * @param operation what the path asks for
	 * @param dialect the caller's dialect
	 * @return why it is rejected, or {@code null}
	 */
	@Nullable InspectionRejection check(JsonOutline outline, ByteBuf body, Operation operation, Dialect dialect) {
		InspectionRejection rejection = stream(outline);
		for (int member = RequestMembers.FIRST_LIMIT; rejection == null && member < RequestMembers.COUNT; member++) {
			rejection = count(outline, body, member, this.bounds.maxOutputTokens(), "max-output-tokens");
		}
		rejection = (rejection != null) ? rejection : content(outline, operation);
		return (rejection == null && isSampled(operation)) ? sampling(outline, body, operation, dialect) : rejection;
	}

	/**
	 * Judges the number of messages.
	 * @param outline what was seen in the body
	 * @param operation what the path asks for
	 * @param messages how many there are
	 * @return why the body is rejected, or {@code null}
	 */
	@Nullable InspectionRejection checkMessages(JsonOutline outline, Operation operation, int messages) {
		long most = this.bounds.maxMessages();
		if (most == 0 || messages <= most) {
			return null;
		}
		return RequestMembers.excess(outline, RequestMembers.content(outline, operation),
				" may have at most " + most + " elements", "max-messages");
	}

	private static @Nullable InspectionRejection stream(JsonOutline outline) {
		JsonKind kind = outline.kind(RequestMembers.STREAM);
		return switch (kind) {
			case ABSENT, NULL, TRUE, FALSE -> null;
			default -> RequestMembers.rejection(outline, RequestMembers.STREAM,
					" must be true or false, not " + RequestMembers.described(kind));
		};
	}

	private static @Nullable InspectionRejection count(JsonOutline outline, ByteBuf body, int member, long most,
			String property) {
		JsonKind kind = outline.kind(member);
		if (kind == JsonKind.ABSENT || kind == JsonKind.NULL) {
			return null;
		}
		if (kind != JsonKind.INTEGER) {
			return RequestMembers.rejection(outline, member,
					" must be an integer of at least 0, not " + RequestMembers.described(kind));
		}
		long value = outline.integer(body, member, 0);
		if (value < 0) {
			return RequestMembers.rejection(outline, member, " must be an integer of at least 0, not a negative one");
		}
		return (most > 0 && value > most) ? RequestMembers.excess(outline, member, " may be at most " + most, property)
				: null;
	}

	private static @Nullable InspectionRejection content(JsonOutline outline, Operation operation) {
		int member = RequestMembers.content(outline, operation);
		JsonKind kind = outline.kind(member);
		boolean list = member == RequestMembers.MESSAGES;
		return switch (kind) {
			case ABSENT, NULL, ARRAY -> null;
			case STRING, OBJECT -> list ? RequestMembers.rejection(outline, member,
					" must be an array, not " + RequestMembers.described(kind)) : null;
			default -> RequestMembers.rejection(outline, member,
					(list ? " must be an array, not " : " must be a string or an array, not ")
							+ RequestMembers.described(kind));
		};
	}

	private static boolean isSampled(Operation operation) {
		return switch (operation) {
			case CHAT, COMPLETION, RESPONSE, MESSAGE -> true;
			default -> false;
		};
	}

	private @Nullable InspectionRejection sampling(JsonOutline outline, ByteBuf body, Operation operation,
			Dialect dialect) {
		InspectionRejection rejection = this.bounds.temperature() ? temperature(outline, body, dialect) : null;
		if (rejection == null && (operation == Operation.CHAT || operation == Operation.COMPLETION)) {
			rejection = choices(outline, body, RequestMembers.N);
			rejection = (rejection != null) ? rejection : choices(outline, body, RequestMembers.BEST_OF);
		}
		return rejection;
	}

	/** A whole number may be written as {@code 1.0}: some providers take it. */
	private @Nullable InspectionRejection choices(JsonOutline outline, ByteBuf body, int member) {
		long most = this.bounds.maxChoices();
		if (outline.kind(member) == JsonKind.DECIMAL) {
			double value = outline.number(body, member, -1);
			if (value >= 0 && value == Math.rint(value) && (most == 0 || value <= most)) {
				return null;
			}
			if (value > most && most > 0) {
				return RequestMembers.excess(outline, member, " may be at most " + most, "max-choices");
			}
		}
		return count(outline, body, member, most, "max-choices");
	}

	private static @Nullable InspectionRejection temperature(JsonOutline outline, ByteBuf body, Dialect dialect) {
		JsonKind kind = outline.kind(RequestMembers.TEMPERATURE);
		if (kind == JsonKind.ABSENT || kind == JsonKind.NULL) {
			return null;
		}
		double hottest = (dialect == Dialect.ANTHROPIC) ? ANTHROPIC_TEMPERATURE : OPENAI_TEMPERATURE;
		double value = outline.number(body, RequestMembers.TEMPERATURE, Double.NaN);
		if (value >= 0 && value <= hottest) {
			return null;
		}
		boolean number = kind == JsonKind.INTEGER || kind == JsonKind.DECIMAL;
		return RequestMembers.rejection(outline, RequestMembers.TEMPERATURE, " must be a number from 0 to "
				+ (int) hottest + (number ? "" : ", not " + RequestMembers.described(kind)));
	}

}
