package org.llmgateway.house;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A property that can be set.
 *
 * @param name the name; {@code <name>} and {@code [i]} stand for what an operator chooses
 * @param type the Java type
 * @param defaultValue the default, or an empty text
 * @param description what it is for
 */
record GatewayProperty(String name, String type, String defaultValue, String description) {

	private static final Map<String, String> TYPES = Map.of("java.lang.String", "text", "java.time.Duration",
			"duration", "org.springframework.util.unit.DataSize", "size", "java.lang.Boolean", "true or false",
			"java.lang.Integer", "number", "java.lang.Double", "number", "java.lang.Long", "number", "java.net.URI",
			"URL", "java.nio.file.Path", "file");

	/**
	 * The part of the name before the last dot.
	 */
	String group() {
		return this.name.substring(0, this.name.lastIndexOf('.'));
	}

	/**
	 * Whether a key of a configuration file sets this property.
	 * @param key a key such as {@code llm.gateway.models[0].match[1]}
	 */
	boolean isSetBy(String key) {
		String regex = Pattern.quote(this.name)
			.replace("<name>", "\\E[a-z0-9-]+\\Q")
			.replace("[i]", "\\E\\[[0-9]+]\\Q");
		String rest = this.type.startsWith("java.util.Map") ? "\\..+"
				: this.type.matches("java\\.util\\.(List|Set)<.*") ? "(\\[[0-9]+])?" : "";
		return key.matches(regex + rest);
	}

	String row() {
		String shown = this.defaultValue.isEmpty() ? "" : "`" + this.defaultValue + "`";
		return "| `" + this.name + "` | " + readable(this.type) + " | " + shown + " | " + sentence() + " |\n";
	}

	private String sentence() {
		String text = this.description.replaceAll("\\{@\\w+ ([^}]*)}", "`$1`").replace("|", "\\|");
		String capital = text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
		return capital.endsWith(".") ? capital : capital + ".";
	}

	private static String readable(String type) {
		int generic = type.indexOf('<');
		if (generic == -1) {
			String known = TYPES.get(type);
			return (known != null) ? known : constants(type);
		}
		String element = type.substring(generic + 1, type.length() - 1);
		if (type.startsWith("java.util.Map")) {
			return "map of " + readable(element.substring(element.indexOf(',') + 1));
		}
		return "list of " + readable(element);
	}

	private static String constants(String type) {
		try {
			Object[] constants = Class.forName(type).getEnumConstants();
			return Arrays.stream(constants)
				.map((constant) -> "`" + ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
				.collect(Collectors.joining(", "));
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
