package org.llmgateway.codec;

import org.jspecify.annotations.Nullable;

/**
 * How many tokens a family of models makes of characters beyond ASCII, where vocabularies
 * differ most.
 */
enum Vocabulary {

	/** OpenAI's models since GPT-4o. */
	O200K(76, 40, "gpt-4o", "gpt-4.", "gpt-5", "gpt-oss", "chatgpt-", "o1", "o3", "o4"),

	/** OpenAI's models before, and its embeddings. */
	CL100K(113, 70, "gpt-4", "gpt-3.5", "gpt-35", "text-embedding-"),

	/** All others: what lies between. */
	OTHER(85, 50);

	private static final Vocabulary[] KNOWN = { O200K, CL100K };

	/**
	 * Tokens of a hundred Chinese, Japanese or Korean characters.
	 */
	final int wide;

	/**
	 * Tokens of a hundred other characters.
	 */
	final int other;

	private final String[] beginnings;

	Vocabulary(int wide, int other, String... beginnings) {
		this.wide = wide;
		this.other = other;
		this.beginnings = beginnings;
	}

	/**
	 * The vocabulary of a model.
	 * @param model the model's name, also after an owner as in {@code openai/gpt-4o} or
	 * {@code ft:gpt-4o}
	 */
	static Vocabulary of(@Nullable String model) {
		if (model == null) {
			return OTHER;
		}
		int start = model.startsWith("ft:") ? 3 : model.lastIndexOf('/') + 1;
		for (Vocabulary vocabulary : KNOWN) {
			for (String beginning : vocabulary.beginnings) {
				if (model.startsWith(beginning, start)) {
					return vocabulary;
				}
			}
		}
		return OTHER;
	}

}
