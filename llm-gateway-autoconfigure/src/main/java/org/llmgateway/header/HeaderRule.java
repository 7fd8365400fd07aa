package org.llmgateway.header;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of one header, or of all headers whose names begin alike.
 *
 * @param name the name; a trailing asterisk stands for any ending
 * @param required whether a request has to have it
 * @param pattern what each of its values looks like; {@code null} for anything
 * @param maxLength the most characters that a value has
 */
record HeaderRule(String name, boolean required, @Nullable HeaderPattern pattern, int maxLength) {

	boolean isForMany() {
		return this.name.endsWith("*");
	}

	/**
	 * Whether the rule, of many headers, is for this one as well.
	 */
	boolean isFor(String header) {
		return header.regionMatches(true, 0, this.name, 0, this.name.length() - 1);
	}

	/**
	 * Checks a value.
	 * @return why it is refused, or {@code null} if it is not
	 */
	HeaderViolation.@Nullable Reason check(String value) {
		if (value.length() > this.maxLength) {
			return HeaderViolation.Reason.TOO_LONG;
		}
		return (this.pattern != null && !this.pattern.matches(value)) ? HeaderViolation.Reason.PATTERN : null;
	}

}
