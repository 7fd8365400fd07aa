package org.llmgateway.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.cloud.gateway.support.NameUtils;

import org.llmgateway.llm.LoadClass;

/**
 * How a gateway filter is written in YAML: {@code Filter=name:value,name:value}, or the
 * long form with {@code args}.
 *
 * @param filter the name of the filter
 * @param settings the names that it knows, the most important one first, and what they
 * take
 * @param unnamed the setting whose name may be left out, or {@code null}
 * @param example a right one
 */
record FilterSyntax(String filter, Map<String, Kind> settings, @Nullable String unnamed, String example) {

	/** The property of a configuration that takes what stands behind {@code Filter=}. */
	private static final String PROPERTY = "arguments[";

	/** One more than any filter takes, so that too many are seen and refused. */
	private static final int MOST = 16;

	/**
	 * Where Spring Cloud Gateway puts the values of the short form.
	 * @return names of properties for {@code shortcutFieldOrder()}
	 */
	static List<String> fieldOrder() {
		List<String> fields = new ArrayList<>();
		for (int i = 0; i < MOST; i++) {
			fields.add(PROPERTY + i + "]");
		}
		return List.copyOf(fields);
	}

	/**
	 * Reads the short form.
	 * @param arguments what stands between the commas
	 * @return values by the names of their settings
	 * @throws IllegalArgumentException if one is wrong; its message says what is allowed
	 */
	Map<String, Object> read(Collection<String> arguments) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (String argument : arguments) {
			int colon = argument.indexOf(':');
			String name = (colon < 0 && this.unnamed != null) ? this.unnamed
					: argument.substring(0, Math.max(colon, 0)).strip();
			Kind kind = this.settings.get(name);
			if (kind == null) {
				throw unknown(argument);
			}
			if (values.put(name, value(name, kind, argument.substring(colon + 1).strip())) != null) {
				throw new IllegalArgumentException(this.filter + " filter: '" + name + "' is set twice");
			}
		}
		return values;
	}

	/**
	 * Checks a definition in either form.
	 * @param args the arguments as Spring Cloud Gateway has them, with generated names
	 * for those of the short form
	 * @return values by the names of their settings
	 * @throws IllegalArgumentException if one is wrong; its message says what is allowed
	 */
	Map<String, Object> check(Map<String, String> args) {
		List<String> arguments = new ArrayList<>();
		args.forEach((key, value) -> {
			if (value.strip().startsWith("#{")) {
				// An expression, known only when the route is built.
				return;
			}
			arguments.add(key.startsWith(NameUtils.GENERATED_NAME_PREFIX) ? value : name(key) + ":" + value);
		});
		if (args.isEmpty() && !this.settings.isEmpty()) {
			throw empty();
		}
		return read(arguments);
	}

	/** The long form may be written in any of Spring Boot's ways. */
	private String name(String key) {
		for (String name : this.settings.keySet()) {
			if (plain(name).equals(plain(key))) {
				return name;
			}
		}
		return key;
	}

	private static String plain(String key) {
		return key.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
	}

	private Object value(String name, Kind kind, String text) {
		Object value = kind.read(text);
		if (value == null) {
			throw wrong(name, text);
		}
		return value;
	}

	/**
	 * The error that a value is.
	 * @param name the setting
	 * @param value its value
	 * @return the error, which names the filter, the value and what is allowed
	 */
	IllegalArgumentException wrong(String name, Object value) {
		Kind kind = this.settings.get(name);
		return new IllegalArgumentException(this.filter + " filter: " + name + " is '" + value + "', which is not "
				+ ((kind != null) ? kind.allowed : "allowed"));
	}

	/**
	 * The error that a filter without any setting is.
	 * @return the error
	 */
	IllegalArgumentException empty() {
		return new IllegalArgumentException(this.filter + " filter: nothing is set; " + allowed());
	}

	private IllegalArgumentException unknown(String argument) {
		return new IllegalArgumentException(this.filter + " filter: '" + argument + "' is not known; " + allowed());
	}

	private String allowed() {
		return (this.settings.isEmpty() ? "it takes no settings" : "allowed are " + this.settings.keySet())
				+ ", for example " + this.example;
	}

	/** What a setting takes. */
	enum Kind {

		TIME("a time such as 15s or 5m, or 0 for none") {

			@Override
			@Nullable Object parse(String text) {
				Duration time = DurationStyle.detectAndParse(text);
				return time.isNegative() ? null : time;
			}

		},

		COUNT("a whole number from 1 on") {

			@Override
			@Nullable Object parse(String text) {
				int count = Integer.parseInt(text);
				return (count < 1) ? null : count;
			}

		},

		LOAD_CLASS("sheddable or standard: a route can lower the class of a request and not raise it") {

			@Override
			@Nullable Object parse(String text) {
				LoadClass loadClass = LoadClass.valueOf(text.toUpperCase(Locale.ROOT));
				return (loadClass == LoadClass.CRITICAL) ? null : loadClass;
			}

		},

		FLAG("true or false") {

			@Override
			@Nullable Object parse(String text) {
				return text.equals("true") || text.equals("false") ? (Object) Boolean.valueOf(text) : null;
			}

		};

		private final String allowed;

		Kind(String allowed) {
			this.allowed = allowed;
		}

		abstract @Nullable Object parse(String text);

		private @Nullable Object read(String text) {
			try {
				return parse(text);
			}
			catch (IllegalArgumentException | ArithmeticException ex) {
				return null;
			}
		}

	}

}
