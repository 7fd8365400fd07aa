package org.llmgateway.upstream;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Reads a {@code Retry-After} header (RFC 9110, section 10.2.3).
 */
final class RetryAfter {

	/** What is longer is as good as never. */
	private static final long MAX_SECONDS = TimeUnit.DAYS.toSeconds(365);

	private RetryAfter() {
	}

	/**
	 * How long the provider asks to wait.
	 * @param value seconds or a date of HTTP, or {@code null} where there is no header
	 * @param nowMillis the time of day, in milliseconds since 1970
	 * @return nanoseconds, at most a year; 0 where the value asks for no wait or makes no
	 * sense
	 */
	static long nanos(@Nullable String value, long nowMillis) {
		if (value == null) {
			return 0;
		}
		String text = value.strip();
		if (text.isEmpty()) {
			return 0;
		}
		char first = text.charAt(0);
		return TimeUnit.SECONDS.toNanos((first >= '0' && first <= '9') ? seconds(text) : untilDate(text, nowMillis));
	}

	/** Some providers send fractions, which are rounded up. */
	private static long seconds(String text) {
		long seconds = 0;
		int index = 0;
		while (index < text.length() && isDigit(text.charAt(index))) {
			seconds = Math.min(MAX_SECONDS, seconds * 10 + text.charAt(index) - '0');
			index++;
		}
		if (index == text.length()) {
			return seconds;
		}
		boolean fraction = text.charAt(index) == '.' && index + 1 < text.length();
		for (int i = index + 1; i < text.length(); i++) {
			fraction &= isDigit(text.charAt(i));
		}
		return fraction ? Math.min(MAX_SECONDS, seconds + 1) : 0;
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static long untilDate(String text, long nowMillis) {
		try {
			Instant date = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
			long seconds = date.getEpochSecond() - TimeUnit.MILLISECONDS.toSeconds(nowMillis);
			return Math.max(0, Math.min(MAX_SECONDS, seconds));
		}
		catch (DateTimeException ex) {
			return 0;
		}
	}

}
