package org.llmgateway.header;

import java.util.List;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * What a header's value may look like, matched as a whole in one pass from left to right:
 * no character is ever looked at again once it was taken.
 *
 * <p>
 * Such a pass finds a match wherever there is one, because a part that may take more or
 * fewer characters never wants one that a part after it may take. A pattern of which that
 * is not true would have to be tried again and again, and is refused.
 *
 * <pre>
 * x        itself; \ before any of \ * ? [ ] { } + makes it itself, too
 * ?        any one character
 * *        any number of any characters
 * [a-z_]   one of these; [^a-z_] one of all others
 * [..]+    one or more; [..]{3} exactly three; [..]{1,8} one to eight; [..]{2,} two or more
 * </pre>
 */
final class HeaderPattern {

	private final String text;

	private final CharacterSet[] sets;

	private final int[] least;

	private final int[] most;

	private HeaderPattern(String text, List<Part> parts) {
		this.text = text;
		this.sets = new CharacterSet[parts.size()];
		this.least = new int[parts.size()];
		this.most = new int[parts.size()];
		for (int i = 0; i < parts.size(); i++) {
			this.sets[i] = parts.get(i).set();
			this.least[i] = parts.get(i).least();
			this.most[i] = parts.get(i).most();
		}
	}

	/**
	 * Compiles a pattern.
	 * @param property the property that it comes from
	 * @param text the pattern
	 * @return the pattern
	 * @throws ConfigurationFault if it is none, or cannot be matched in one pass
	 */
	static HeaderPattern compile(String property, String text) {
		List<Part> parts = new HeaderPatternParser(property, text).parse();
		for (int i = 0; i < parts.size(); i++) {
			if (parts.get(i).least() < parts.get(i).most()) {
				requireOnePass(property, text, parts, i);
			}
		}
		return new HeaderPattern(text, parts);
	}

	private static void requireOnePass(String property, String text, List<Part> parts, int open) {
		for (int next = open + 1; next < parts.size(); next++) {
			Part part = parts.get(open);
			Part after = parts.get(next);
			if (part.set().overlaps(after.set())) {
				throw new ConfigurationFault(property, text,
						"'" + part.text() + "' may take the characters that '" + after.text()
								+ "' after it is there for, so that a value would have to be tried again and again",
						"Write a class in place of '" + part.text()
								+ "' that leaves out what comes after it: not *.example but [^.]+.example, not [a-z]+[a-z0-9]+ but [a-z][a-z0-9]+.");
			}
			if (after.least() > 0) {
				return;
			}
		}
	}

	/**
	 * Whether a value is as the pattern says.
	 * @param value the value
	 * @return {@code true} if all of it matches
	 */
	boolean matches(CharSequence value) {
		int length = value.length();
		int at = 0;
		for (int i = 0; i < this.sets.length; i++) {
			CharacterSet set = this.sets[i];
			int most = this.most[i];
			int end = (length - at > most) ? at + most : length;
			int start = at;
			while (at < end && set.contains(value.charAt(at))) {
				at++;
			}
			if (at - start < this.least[i]) {
				return false;
			}
		}
		return at == length;
	}

	@Override
	public String toString() {
		return this.text;
	}

	/**
	 * Characters of one set, so and so many of them.
	 *
	 * @param text how it is written
	 * @param set the characters
	 * @param least how many there are at least
	 * @param most how many there are at most
	 */
	record Part(String text, CharacterSet set, int least, int most) {

	}

}
