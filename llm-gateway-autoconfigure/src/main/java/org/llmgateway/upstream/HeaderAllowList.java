package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of the headers that may pass, some of them by how they begin.
 */
final class HeaderAllowList {

	/** Set by the gateway for each upstream request, so never taken from the caller. */
	private static final Set<String> OWN = Set.of("authorization", "x-api-key", "cookie", "host", "content-length",
			"transfer-encoding", "connection", "accept-encoding", "expect", "upgrade", "te", "trailer", "keep-alive",
			"proxy-authorization", "proxy-connection", "proxy-authenticate", "http2-settings", "api-key",
			"x-goog-api-key");

	/** What Reactor Netty adds to carry HTTP/2 and HTTP/3 facts. */
	private static final List<String> OWN_BEGINNINGS = List.of("x-http2-", "x-http3-");

	private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	private final List<String> prefixes = new ArrayList<>();

	HeaderAllowList(List<String> patterns) {
		for (String pattern : patterns) {
			String lower = pattern.toLowerCase(Locale.ROOT);
			if (lower.endsWith("*")) {
				this.prefixes.add(lower.substring(0, lower.length() - 1));
			}
			else if (!isOwn(lower)) {
				this.names.add(lower);
			}
		}
	}

	boolean allows(String name) {
		if (this.names.contains(name)) {
			return true;
		}
		for (String prefix : this.prefixes) {
			if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
				return !isOwn(name);
			}
		}
		return false;
	}

	private static boolean isOwn(String name) {
		for (String beginning : OWN_BEGINNINGS) {
			if (name.regionMatches(true, 0, beginning, 0, beginning.length())) {
				return true;
			}
		}
		return OWN.contains(name.toLowerCase(Locale.ROOT));
	}

}
