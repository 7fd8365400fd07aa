package org.llmgateway.inspection;

/**
 * Why a body was refused.
 */
enum BodyRefusal {

	/** It is not declared as JSON in UTF-8. */
	MEDIA_TYPE("mediaType"),

	/** It is compressed. */
	ENCODING("encoding"),

	/** It has too many bytes. */
	TOO_LARGE("tooLarge"),

	/** It is no JSON, or none that all readers read alike. */
	MALFORMED("malformed"),

	/** It is JSON, nested too deeply or with too many members. */
	STRUCTURE("structure"),

	/** It names no model, or one that cannot be a name. */
	MODEL("model"),

	/** A member has a value that it cannot have. */
	VALUE("value"),

	/** A member asks for more than the policy allows. */
	EXCESS("excess"),

	/** A team's own inspector has refused it. */
	OTHER("other");

	private final String text;

	BodyRefusal(String text) {
		this.text = text;
	}

	/**
	 * The name in reports.
	 * @return a name in camel case
	 */
	String text() {
		return this.text;
	}

}
