package org.llmgateway.codec;

/**
 * What a JSON value is, as {@link JsonPeek} saw it.
 */
public enum JsonKind {

	/**
	 * The member is not there.
	 */
	ABSENT,

	/**
	 * A string.
	 */
	STRING,

	/**
	 * A number without fraction and exponent.
	 */
	INTEGER,

	/**
	 * A number with a fraction or an exponent.
	 */
	DECIMAL,

	/**
	 * The literal {@code true}.
	 */
	TRUE,

	/**
	 * The literal {@code false}.
	 */
	FALSE,

	/**
	 * The literal {@code null}.
	 */
	NULL,

	/**
	 * An object.
	 */
	OBJECT,

	/**
	 * An array.
	 */
	ARRAY

}
