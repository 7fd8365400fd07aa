package org.llmgateway.header;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A header that is not as the policy wants it.
 */
final class HeaderViolation {

	/** Of a name that a caller has made up no more is shown. */
	private static final int MAX_NAME = 64;

	private final String header;

	private final Reason reason;

	private final @Nullable String value;

	private final @Nullable HeaderRule rule;

	/**
	 * Creates a violation.
	 * @param header the name of the header
	 * @param reason what is wrong with it
	 * @param value its value, which is never shown
	 * @param rule the rule that it breaks, if there is one
	 */
	HeaderViolation(String header, Reason reason, @Nullable String value, @Nullable HeaderRule rule) {
		this.header = (header.length() <= MAX_NAME) ? header : header.substring(0, MAX_NAME) + "...";
		this.reason = reason;
		this.value = value;
		this.rule = rule;
	}

	String header() {
		return this.header;
	}

	Reason reason() {
		return this.reason;
	}

	@Nullable String value() {
		return this.value;
	}

	/**
	 * A sentence for the caller: which header, and what is allowed.
	 */
	String sentence() {
		return switch (this.reason) {
			case MISSING -> "The header '" + this.header + "' is required" + allowed(", and must be");
			case UNKNOWN -> "The header '" + this.header + "' is not one of those that are allowed here; leave it out";
			case TOO_LONG, PATTERN ->
				"The header '" + this.header + "' has a value that is not allowed" + allowed("; it must be");
		};
	}

	private String allowed(String before) {
		StringBuilder allowed = new StringBuilder();
		if (this.rule != null && this.rule.maxLength() < Integer.MAX_VALUE) {
			allowed.append(before).append(" at most ").append(this.rule.maxLength()).append(" characters");
		}
		if (this.rule != null && this.rule.pattern() != null) {
			allowed.append(allowed.isEmpty() ? before + " " : " ").append("of the form ").append(this.rule.pattern());
		}
		return allowed.toString();
	}

	@Override
	public String toString() {
		return this.header + ": " + this.reason.id();
	}

	/**
	 * What is wrong.
	 */
	enum Reason {

		/** It has to be there, and is not. */
		MISSING,

		/** It is longer than allowed. */
		TOO_LONG,

		/** It does not look as it must. */
		PATTERN,

		/** It is none of those that are known. */
		UNKNOWN;

		private final String id = name().toLowerCase(Locale.ROOT);

		String id() {
			return this.id;
		}

	}

}
