package org.llmgateway.header;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * Makes the rules of the properties, and refuses those that cannot work.
 */
final class HeaderRules {

	private static final String PREFIX = "llm.gateway.headers.";

	/** The article's three; none is required, because SDKs send one or two of them. */
	private static final List<HeaderProperties.Rule> STANDARD = List.of(
			new HeaderProperties.Rule("Authorization", false, "[Bb][Ee][Aa][Rr][Ee][Rr] [A-Za-z0-9._~+/-]+[=]{0,2}",
					8192),
			new HeaderProperties.Rule("X-Request-ID", false, "[A-Za-z0-9._:/+=@-]+", 128),
			new HeaderProperties.Rule("X-Model-Name", false, "[A-Za-z0-9._:/@-]+", 256));

	private HeaderRules() {
	}

	static HeaderPolicy policy(HeaderProperties properties) {
		Map<String, HeaderRule> rules = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
		if (properties.preset() == HeaderProperties.Preset.STANDARD) {
			for (HeaderProperties.Rule rule : STANDARD) {
				rules.put(String.valueOf(rule.name()), rule(PREFIX + "preset", rule, null));
			}
		}
		List<String> own = new ArrayList<>();
		for (int i = 0; i < properties.rules().size(); i++) {
			String property = PREFIX + "rules[" + i + "]";
			HeaderProperties.Rule rule = properties.rules().get(i);
			String name = name(property + ".name", rule.name());
			if (own.stream().anyMatch(name::equalsIgnoreCase)) {
				throw new ConfigurationFault(property + ".name", name, "another rule has the same name",
						"Make one rule of the two.");
			}
			own.add(name);
			rules.put(name, rule(property, rule, rules.get(name)));
		}
		return new HeaderPolicy(List.copyOf(rules.values()), properties.unknown() == HeaderProperties.Unknown.REFUSE);
	}

	private static String name(String property, @Nullable String name) {
		if (name == null || name.isEmpty() || name.equals("*") || !isToken(name)) {
			throw new ConfigurationFault(property, (name != null) ? name : "(not set)",
					"a rule needs the name of a header, of letters, digits and hyphens",
					"Name a header such as X-Team, or the beginning of several, such as X-Team-*.");
		}
		return name;
	}

	private static boolean isToken(String name) {
		for (int i = 0; i < name.length(); i++) {
			char c = name.charAt(i);
			boolean ending = c == '*' && i == name.length() - 1;
			if (!ending && !Character.isLetterOrDigit(c) && "!#$%&'+-.^_`|~".indexOf(c) < 0 || c > '~') {
				return false;
			}
		}
		return true;
	}

	private static HeaderRule rule(String property, HeaderProperties.Rule rule, @Nullable HeaderRule preset) {
		String name = String.valueOf(rule.name());
		boolean required = (rule.required() != null) ? rule.required() : (preset != null && preset.required());
		if (required && name.endsWith("*")) {
			throw new ConfigurationFault(property + ".required", "true", "'" + name + "' stands for many headers",
					"Name the header that is required in a rule of its own.");
		}
		int maxLength = Integer.MAX_VALUE;
		if (rule.maxLength() != null) {
			maxLength = rule.maxLength();
		}
		else if (preset != null) {
			maxLength = preset.maxLength();
		}
		if (maxLength < 1) {
			throw new ConfigurationFault(property + ".max-length", String.valueOf(maxLength),
					"no value is as short as that", "Set it to 1 or more, or leave it out.");
		}
		HeaderPattern pattern = (preset != null) ? preset.pattern() : null;
		if (rule.pattern() != null) {
			pattern = HeaderPattern.compile(property + ".pattern", rule.pattern());
		}
		return new HeaderRule(name, required, pattern, maxLength);
	}

}
