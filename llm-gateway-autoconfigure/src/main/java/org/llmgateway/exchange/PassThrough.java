package org.llmgateway.exchange;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Paths that a provider lets through as they are.
 *
 * @param provider the provider's name
 * @param prefix what the caller's path begins with
 * @param paths the paths after the prefix; a trailing {@code /**} stands for all below
 * @param methods the HTTP methods that are let through
 * @param maxBodySize the largest request body, in bytes
 */
public record PassThrough(String provider, String prefix, List<String> paths, Set<String> methods, long maxBodySize) {

	/**
	 * The path at the provider. A path that a server might read in two ways (dot
	 * segments, encoded slashes or dots, empty segments, backslashes) never matches.
	 * @param method the HTTP method
	 * @param path the raw path of the request
	 * @return the path without the prefix, or {@code null} where it is not let through
	 */
	public @Nullable String match(String method, String path) {
		if (!this.methods.contains(method) || !path.startsWith(this.prefix) || AmbiguousPath.is(path)) {
			return null;
		}
		String rest = path.substring(this.prefix.length());
		for (String allowed : this.paths) {
			if (matches(allowed, rest)) {
				return rest;
			}
		}
		return null;
	}

	private static boolean matches(String allowed, String path) {
		if (!allowed.endsWith("/**")) {
			return allowed.equals(path);
		}
		int stem = allowed.length() - 3;
		return path.regionMatches(0, allowed, 0, stem) && (path.length() == stem || path.charAt(stem) == '/');
	}

}
