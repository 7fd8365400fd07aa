package org.llmgateway.route;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the configurations of the gateway filters have in common: the short form, whose
 * values Spring Cloud Gateway tells apart only by their place.
 */
abstract class FilterConfig {

	private List<String> arguments = List.of();

	/**
	 * The short form.
	 * @return what stands between the commas
	 */
	public List<String> getArguments() {
		return this.arguments;
	}

	public void setArguments(List<String> arguments) {
		this.arguments = arguments;
	}

	/**
	 * A time of the long form, or of Java.
	 * @param syntax tells what is wrong with it
	 * @param name the setting
	 * @param time its value
	 */
	static void check(FilterSyntax syntax, String name, @Nullable Duration time) {
		if (time != null && time.isNegative()) {
			throw syntax.wrong(name, time);
		}
	}

}
