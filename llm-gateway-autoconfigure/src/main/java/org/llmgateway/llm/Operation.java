package org.llmgateway.llm;

/**
 * What a request asks for, as its path says.
 */
public enum Operation {

	/** {@code POST /v1/chat/completions}. */
	CHAT,

	/** {@code POST /v1/completions}. */
	COMPLETION,

	/** {@code POST /v1/embeddings}. */
	EMBEDDING,

	/** {@code POST /v1/responses}. */
	RESPONSE,

	/** {@code POST /v1/messages}. */
	MESSAGE,

	/** {@code POST /v1/messages/count_tokens}. */
	COUNT_TOKENS,

	/** {@code GET /v1/models}. */
	MODELS,

	/** {@code /v1/audio/**}. */
	AUDIO,

	/** {@code /v1/images/**}. */
	IMAGE,

	/** {@code /v1/files/**}. */
	FILE,

	/** Any other path that a provider lets through. */
	PASS_THROUGH;

	/**
	 * Whether the body is JSON that is inspected, rather than bytes that are streamed
	 * through.
	 * @return {@code true} for the operations with an inspected body
	 */
	public boolean isInspected() {
		return ordinal() <= COUNT_TOKENS.ordinal();
	}

}
