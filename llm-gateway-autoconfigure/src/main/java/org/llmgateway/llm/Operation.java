package org.llmgateway.llm;

/**
 * What is asked of a model, named after the surface that it is asked through.
 */
public enum Operation {

	/**
	 * OpenAI's {@code /v1/chat/completions}.
	 */
	CHAT,

	/**
	 * OpenAI's {@code /v1/completions}.
	 */
	COMPLETION,

	/**
	 * OpenAI's {@code /v1/embeddings}.
	 */
	EMBEDDING,

	/**
	 * OpenAI's {@code /v1/responses}.
	 */
	RESPONSE,

	/**
	 * Anthropic's {@code /v1/messages}.
	 */
	MESSAGE,

	/**
	 * Anthropic's {@code /v1/messages/count_tokens}.
	 */
	COUNT_TOKENS,

	/**
	 * The list of models, {@code /v1/models}.
	 */
	MODELS,

	/**
	 * Speech in or out, {@code /v1/audio/**}.
	 */
	AUDIO,

	/**
	 * Images in or out, {@code /v1/images/**}.
	 */
	IMAGE,

	/**
	 * Files of a caller, {@code /v1/files/**}.
	 */
	FILE,

	/**
	 * A path that is handed to a provider as it came, without a look at the body.
	 */
	PASS_THROUGH

}
