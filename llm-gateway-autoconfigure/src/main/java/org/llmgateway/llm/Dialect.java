package org.llmgateway.llm;

/**
 * The wire format that a caller or a provider speaks.
 */
public enum Dialect {

	/** OpenAI's API and all that copy it, Gemini's compatible endpoint included. */
	OPENAI,

	/** Anthropic's Messages API. */
	ANTHROPIC

}
