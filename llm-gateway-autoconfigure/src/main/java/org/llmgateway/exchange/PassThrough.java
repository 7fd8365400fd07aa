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
		if (!this.methods.contains(method) || !path.startsWith(this.prefix) || isAmbiguous(path)) {
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

	private static boolean isAmbiguous(String path) {
		for (int i = 0; i < path.length(); i++) {
			char c = path.charAt(i);
			if (c == '\\' || c == ';' || (c == '/' && isOddSegment(path, i + 1))
					|| (c == '%' && isOddEscape(path, i + 1))) {
				return true;
			}
		}
		return false;
	}

	private static boolean isOddSegment(String path, int start) {
		return path.startsWith("/", start) || path.startsWith(".", start);
	}

	private static boolean isOddEscape(String path, int start) {
		return path.regionMatches(true, start, "2e", 0, 2) || path.regionMatches(true, start, "2f", 0, 2)
				|| path.regionMatches(true, start, "5c", 0, 2) || path.regionMatches(true, start, "25", 0, 2)
				|| path.regionMatches(true, start, "00", 0, 2);
	}

}
