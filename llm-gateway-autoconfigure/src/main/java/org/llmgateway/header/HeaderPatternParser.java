package org.llmgateway.header;

import java.util.ArrayList;
import java.util.List;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * Reads the text of a {@link HeaderPattern}, once at start.
 */
final class HeaderPatternParser {

	private static final int UNBOUNDED = Integer.MAX_VALUE;

	private static final int MAX_DIGITS = 6;

	private static final String SPECIAL = "\\*?[]{}+";

	private final String property;

	private final String text;

	private int at;

	HeaderPatternParser(String property, String text) {
		this.property = property;
		this.text = text;
	}

	List<HeaderPattern.Part> parse() {
		List<HeaderPattern.Part> parts = new ArrayList<>();
		while (this.at < this.text.length()) {
			int start = this.at;
			char c = this.text.charAt(this.at++);
			switch (c) {
				case '*' -> parts.add(part(start, CharacterSet.all(), 0, UNBOUNDED));
				case '?' -> parts.add(part(start, CharacterSet.all(), 1, 1));
				case '[' -> parts.add(quantified(start, characters()));
				case '\\' -> parts.add(part(start, CharacterSet.of(escaped()), 1, 1));
				case ']', '{', '}', '+' -> throw fault("'" + c + "' stands after no class",
						"Write [x]+ or [x]{1,8} for characters that repeat, and \\" + c + " for the character itself.");
				default -> parts.add(part(start, CharacterSet.of(visible(c)), 1, 1));
			}
		}
		if (parts.isEmpty()) {
			throw fault("a pattern has at least one character", "Leave it out to allow any value.");
		}
		return parts;
	}

	private HeaderPattern.Part part(int start, CharacterSet set, int least, int most) {
		return new HeaderPattern.Part(this.text.substring(start, this.at), set, least, most);
	}

	private CharacterSet characters() {
		CharacterSet set = new CharacterSet();
		boolean inverted = skip('^');
		int start = this.at;
		while (!skip(']')) {
			char first = member();
			boolean range = this.at + 1 < this.text.length() && this.text.charAt(this.at) == '-'
					&& this.text.charAt(this.at + 1) != ']';
			char last = first;
			if (range) {
				this.at++;
				last = member();
			}
			if (last < first) {
				throw fault("the range " + first + "-" + last + " ends before it begins",
						"Write it the other way round.");
			}
			set.add(first, last);
		}
		if (this.at - 1 == start) {
			throw fault("a class has at least one character", "Write the characters that are allowed, as in [a-z0-9].");
		}
		if (inverted) {
			set.invert();
		}
		return set;
	}

	private char member() {
		if (this.at == this.text.length()) {
			throw fault("a class has no end", "Close it by ']'; write \\[ for the character itself.");
		}
		char c = this.text.charAt(this.at++);
		return (c == '\\') ? escaped() : visible(c);
	}

	private HeaderPattern.Part quantified(int start, CharacterSet set) {
		int least = 1;
		int most = 1;
		if (skip('+')) {
			most = UNBOUNDED;
		}
		else if (skip('{')) {
			least = number();
			most = skip(',') ? (peek('}') ? UNBOUNDED : number()) : least;
			if (!skip('}') || most < least || most == 0) {
				throw fault("how often a class repeats is not said in a way that makes sense",
						"Write {3}, {1,8} or {2,}, with numbers of at most " + MAX_DIGITS + " digits.");
			}
		}
		if (peek('*') || peek('?')) {
			throw fault("'" + this.text.charAt(this.at) + "' after a class can be read in two ways",
					"Write [..]{0,} or [..]{0,1} for a class that repeats or may be missing, and [..]{1}[^x]{0,} for other characters after it.");
		}
		return part(start, set, least, most);
	}

	private int number() {
		int start = this.at;
		int number = 0;
		while (this.at < this.text.length() && this.text.charAt(this.at) >= '0' && this.text.charAt(this.at) <= '9'
				&& this.at - start < MAX_DIGITS) {
			number = number * 10 + this.text.charAt(this.at++) - '0';
		}
		if (this.at == start) {
			throw fault("a number is missing between '{' and '}'", "Write {3}, {1,8} or {2,}.");
		}
		return number;
	}

	private char escaped() {
		if (this.at == this.text.length() || (SPECIAL + "^-").indexOf(this.text.charAt(this.at)) < 0) {
			throw fault("a backslash stands before a character that has no other meaning",
					"Leave it out; write \\\\ for a backslash.");
		}
		return this.text.charAt(this.at++);
	}

	private char visible(char c) {
		if (c < ' ' || c > '~') {
			throw fault("it holds a character that is not ASCII, or not visible", "Write ? for any one character.");
		}
		return c;
	}

	private boolean peek(char c) {
		return this.at < this.text.length() && this.text.charAt(this.at) == c;
	}

	private boolean skip(char c) {
		boolean there = peek(c);
		this.at += there ? 1 : 0;
		return there;
	}

	private ConfigurationFault fault(String reason, String action) {
		return new ConfigurationFault(this.property, this.text, reason, action);
	}

}
