package org.llmgateway.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Decides whether the headers of a request are as the configured rules want them.
 *
 * <p>
 * Each rule looks its own header up; the names of all headers are gone through only where
 * a rule is for many of them or unknown ones are refused.
 */
final class HeaderPolicy {

	/** What HTTP clients, proxies and the SDKs of providers send without being asked. */
	private static final Set<String> USUAL = usual("host", "connection", "keep-alive", "proxy-connection", "te",
			"trailer", "transfer-encoding", "upgrade", "http2-settings", "expect", "content-length", "content-type",
			"content-encoding", "accept", "accept-charset", "accept-encoding", "accept-language", "user-agent", "via",
			"date", "origin", "referer", "dnt", "priority", "cache-control", "pragma", "authorization", "x-api-key",
			"api-key", "idempotency-key", "x-request-id", "traceparent", "tracestate", "baggage", "b3", "forwarded",
			"x-real-ip");

	private static final String[] USUAL_BEGINNINGS = { "x-http2-", "x-http3-", "x-forwarded-", "x-stainless-", "x-b3-",
			"anthropic-", "openai-", "sec-" };

	private final HeaderRule[] single;

	private final HeaderRule[] many;

	private final boolean refusesUnknown;

	private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

	/**
	 * Creates a policy.
	 * @param rules the rules, of which no two have the same name
	 * @param refusesUnknown whether headers that no rule is for are refused, unless they
	 * are usual ones
	 */
	HeaderPolicy(List<HeaderRule> rules, boolean refusesUnknown) {
		List<HeaderRule> single = new ArrayList<>();
		List<HeaderRule> many = new ArrayList<>();
		for (HeaderRule rule : rules) {
			(rule.isForMany() ? many : single).add(rule);
			this.known.add(rule.name());
		}
		this.single = single.toArray(new HeaderRule[0]);
		this.many = many.toArray(new HeaderRule[0]);
		this.refusesUnknown = refusesUnknown;
	}

	private static Set<String> usual(String... names) {
		Set<String> usual = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
		usual.addAll(List.of(names));
		return usual;
	}

	/**
	 * Checks the headers of a request.
	 * @param headers the headers
	 * @return the first violation that is found, or {@code null} if there is none
	 */
	@Nullable HeaderViolation check(RequestHeaders headers) {
		for (HeaderRule rule : this.single) {
			List<String> values = headers.values(rule.name());
			HeaderViolation violation = (values != null && !values.isEmpty()) ? check(rule, rule.name(), values)
					: missing(rule);
			if (violation != null) {
				return violation;
			}
		}
		return (this.refusesUnknown || this.many.length > 0) ? checkNames(headers) : null;
	}

	private static @Nullable HeaderViolation missing(HeaderRule rule) {
		return rule.required() ? new HeaderViolation(rule.name(), HeaderViolation.Reason.MISSING, null, rule) : null;
	}

	private static @Nullable HeaderViolation check(HeaderRule rule, String name, List<String> values) {
		for (int i = 0; i < values.size(); i++) {
			String value = values.get(i);
			HeaderViolation.Reason reason = rule.check(value);
			if (reason != null) {
				return new HeaderViolation(name, reason, value, rule);
			}
		}
		return null;
	}

	private @Nullable HeaderViolation checkNames(RequestHeaders headers) {
		for (String name : headers.names()) {
			if (!this.known.contains(name)) {
				HeaderViolation violation = checkOther(headers, name);
				if (violation != null) {
					return violation;
				}
			}
		}
		return null;
	}

	private @Nullable HeaderViolation checkOther(RequestHeaders headers, String name) {
		List<String> values = headers.values(name);
		for (HeaderRule rule : this.many) {
			if (rule.isFor(name)) {
				return (values != null) ? check(rule, name, values) : null;
			}
		}
		if (!this.refusesUnknown || isUsual(name)) {
			return null;
		}
		String value = (values != null && !values.isEmpty()) ? values.get(0) : null;
		return new HeaderViolation(name, HeaderViolation.Reason.UNKNOWN, value, null);
	}

	private static boolean isUsual(String name) {
		for (String beginning : USUAL_BEGINNINGS) {
			if (name.regionMatches(true, 0, beginning, 0, beginning.length())) {
				return true;
			}
		}
		return USUAL.contains(name);
	}

}
