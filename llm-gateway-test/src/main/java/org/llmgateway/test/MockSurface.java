package org.llmgateway.test;

/**
 * What a request path means; any prefix before the last segments is accepted.
 */
enum MockSurface {

	/** OpenAI chat completions. */
	CHAT,
	/** OpenAI completions, the old surface. */
	COMPLETIONS,
	/** OpenAI embeddings. */
	EMBEDDINGS,
	/** OpenAI responses. */
	RESPONSES,
	/** Anthropic messages. */
	MESSAGES,
	/** Anthropic token count. */
	COUNT_TOKENS,
	/** Model list of both. */
	MODELS,
	/** Files, audio and images: the answer tells what was received. */
	ECHO,
	/** Everything else. */
	UNKNOWN;

	/**
	 * Finds the surface of a request.
	 * @param method HTTP method
	 * @param uri path with query
	 * @return the surface
	 */
	static MockSurface of(String method, String uri) {
		int query = uri.indexOf('?');
		String path = (query < 0) ? uri : uri.substring(0, query);
		boolean post = "POST".equals(method);
		if (post) {
			MockSurface surface = ofPost(path);
			if (surface != UNKNOWN) {
				return surface;
			}
		}
		if (!post && (path.endsWith("/models") || path.contains("/models/"))) {
			return MODELS;
		}
		boolean echo = path.endsWith("/files") || path.contains("/files/") || path.contains("/audio/")
				|| path.contains("/images/");
		return echo ? ECHO : UNKNOWN;
	}

	private static MockSurface ofPost(String path) {
		return switch (path.substring(path.lastIndexOf('/') + 1)) {
			case "completions" -> path.endsWith("/chat/completions") ? CHAT : COMPLETIONS;
			case "messages" -> MESSAGES;
			case "responses" -> RESPONSES;
			case "embeddings" -> EMBEDDINGS;
			case "count_tokens" -> path.endsWith("/messages/count_tokens") ? COUNT_TOKENS : UNKNOWN;
			default -> UNKNOWN;
		};
	}

	boolean anthropic() {
		return this == MESSAGES || this == COUNT_TOKENS;
	}

}
