package org.llmgateway.llm;

/**
 * The provider's language that a caller or an endpoint speaks.
 */
public enum Dialect {

	/**
	 * OpenAI's API and all that imitate it.
	 */
	OPENAI,

	/**
	 * Anthropic's Messages API.
	 */
	ANTHROPIC

}
