package org.llmgateway.exchange;

import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;

/**
 * What a path stands for.
 *
 * @param operation what is asked for
 * @param dialect the dialect of request and answer
 */
public record Surface(Operation operation, Dialect dialect) {

	private static final String ROOT = "/v1";

	private static final Map<String, Surface> EXACT = Map.of("/v1/chat/completions", openAi(Operation.CHAT),
			"/v1/completions", openAi(Operation.COMPLETION), "/v1/embeddings", openAi(Operation.EMBEDDING),
			"/v1/responses", openAi(Operation.RESPONSE), "/v1/messages", anthropic(Operation.MESSAGE),
			"/v1/messages/count_tokens", anthropic(Operation.COUNT_TOKENS), "/v1/models", openAi(Operation.MODELS));

	private static final Surface AUDIO = openAi(Operation.AUDIO);

	private static final Surface IMAGE = openAi(Operation.IMAGE);

	private static final Surface FILE = openAi(Operation.FILE);

	/**
	 * Finds the surface of a path.
	 * @param path a raw path
	 * @return the surface, or {@code null} where the path is none of the gateway's
	 */
	public static @Nullable Surface of(String path) {
		if (!path.startsWith("/v1/")) {
			return null;
		}
		Surface exact = EXACT.get(path);
		if (exact != null) {
			return exact;
		}
		if (path.startsWith("/v1/audio/")) {
			return AUDIO;
		}
		if (path.startsWith("/v1/images/")) {
			return IMAGE;
		}
		return (path.equals("/v1/files") || path.startsWith("/v1/files/")) ? FILE : null;
	}

	/**
	 * The paths of the surfaces that have one path only.
	 * @return raw paths
	 */
	public static Set<String> paths() {
		return EXACT.keySet();
	}

	/**
	 * Finds the surface that a path ends with, for a team's own paths such as
	 * {@code /team-a/chat/completions}.
	 * @param path a raw path
	 * @return the surface's own path, or {@code null} where the path ends with none
	 */
	public static @Nullable String endOf(String path) {
		int root = path.indexOf("/v1/");
		if (root >= 0 && of(path.substring(root)) != null) {
			return path.substring(root);
		}
		String longest = null;
		for (String surface : EXACT.keySet()) {
			boolean longer = longest == null || surface.length() > longest.length();
			if (longer && path.endsWith(surface.substring(ROOT.length()))) {
				longest = surface;
			}
		}
		return longest;
	}

	private static Surface openAi(Operation operation) {
		return new Surface(operation, Dialect.OPENAI);
	}

	private static Surface anthropic(Operation operation) {
		return new Surface(operation, Dialect.ANTHROPIC);
	}

}
