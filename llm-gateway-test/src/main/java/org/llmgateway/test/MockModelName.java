package org.llmgateway.test;

import java.time.Duration;

/**
 * Reads the behaviour that a model name asks for, as in
 * {@code mock:tokens=256:pace=10ms:cut=3}.
 * <p>
 * A part without {@code =} belongs to the name (as in {@code llama3:8b}); a name without
 * any parameter means the defaults of the server.
 */
final class MockModelName {

	private MockModelName() {
	}

	/**
	 * Reads a model name.
	 * @param model the model of the request
	 * @param defaults what holds for everything that the name does not say
	 * @return the behaviour
	 * @throws IllegalArgumentException if a parameter is not known or not a number
	 */
	static MockBehavior parse(String model, MockBehavior defaults) {
		int colon = model.indexOf(':');
		if (colon < 0 || model.indexOf('=', colon) < 0) {
			return defaults;
		}
		MockBehavior.Builder builder = defaults.toBuilder();
		for (String part : model.substring(colon + 1).split(":")) {
			int equals = part.indexOf('=');
			if (equals > 0) {
				apply(builder, part.substring(0, equals), part.substring(equals + 1));
			}
		}
		return builder.build();
	}

	private static void apply(MockBehavior.Builder builder, String key, String value) {
		switch (key) {
			case "tokens" -> builder.tokens(Integer.parseInt(value));
			case "size" -> builder.size(Integer.parseInt(value));
			case "batch" -> builder.batch(Integer.parseInt(value));
			case "status" -> builder.status(Integer.parseInt(value));
			case "input" -> builder.inputTokens(Integer.parseInt(value));
			case "seed" -> builder.seed(Long.parseLong(value));
			case "pace" -> builder.pace(duration(value));
			case "delay" -> builder.delay(duration(value));
			case "first" -> builder.first(duration(value));
			default -> applyFault(builder, key, value);
		}
	}

	private static void applyFault(MockBehavior.Builder builder, String key, String value) {
		switch (key) {
			case "retry-after" -> builder.retryAfter(value);
			case "cut" -> builder.cut(Integer.parseInt(value));
			case "reset" -> builder.reset(Integer.parseInt(value));
			case "stall" -> builder.stall(Integer.parseInt(value));
			case "error-event" -> builder.errorEvent(Integer.parseInt(value));
			case "headers-stall" -> builder.headersStall(flag(value));
			case "crlf" -> builder.crlf(flag(value));
			case "comments" -> builder.comments(flag(value));
			case "trailers" -> builder.trailers(flag(value));
			case "split" -> builder.splitOdd("odd".equals(value) || flag(value));
			case "raw" -> builder.raw(value);
			default ->
				throw new IllegalArgumentException("Unknown parameter '" + key + "' in the name of a mock model");
		}
	}

	private static boolean flag(String value) {
		return "1".equals(value) || "true".equals(value);
	}

	private static Duration duration(String value) {
		int end = 0;
		while (end < value.length() && Character.isDigit(value.charAt(end))) {
			end++;
		}
		long amount = Long.parseLong(value.substring(0, end));
		return switch (value.substring(end)) {
			case "us" -> Duration.ofNanos(amount * 1000);
			case "", "ms" -> Duration.ofMillis(amount);
			case "s" -> Duration.ofSeconds(amount);
			case "m" -> Duration.ofMinutes(amount);
			default -> throw new IllegalArgumentException("Not a duration: '" + value + "'");
		};
	}

}
