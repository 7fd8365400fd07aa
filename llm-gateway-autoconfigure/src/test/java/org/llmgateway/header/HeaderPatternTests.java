package org.llmgateway.header;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.ConfigurationFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The language of patterns, and that a match takes one pass.
 */
class HeaderPatternTests {

	private static final String PROPERTY = "llm.gateway.headers.rules[0].pattern";

	private static HeaderPattern pattern(String text) {
		return HeaderPattern.compile(PROPERTY, text);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "abc | abc", "? | a", "* | anything at all", "team-* | team-", "team-* | team-red", "[a-c]x | bx",
					"[a-z]+ | word", "[a-z]{3} | abc", "[a-z]{1,3}1 | ab1", "[a-z]{0,}-x | -x", "[a-z]{2,} | abcdef",
					"[^ ]+ [0-9]+ | word 12", "[-a]+ | a-a", "[a-]+ | a-a", "[\\]]+ | ]]", "[\\^a]+ | ^a",
					"[a\\-c]+ | a-c", "\\*\\?\\[\\]\\{\\}\\+\\\\ | *?[]{}+\\", "a[bc]{0,1}d | ad", "a[bc]{0,1}d | abd",
					"[a]{0,1}[b]{0,1}c | c", "? | \u00e9", "[^a] | \u00ff", "a.c | a.c" })
	void whenAValueIsAsThePatternSaysThenItMatches(String text, String value) {
		assertThat(pattern(text).matches(value)).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "abc | abcd", "abc | ab", "abc | xabc", "? | \"\"", "? | ab", "team-* | team", "[a-c]x | dx",
					"[a-z]+ | \"\"", "[a-z]{3} | ab", "[a-z]{3} | abcd", "[a-z]{1,3} | abcd", "[a-z]{2,} | a",
					"[^ ]+ | a b", "a.c | abc", "[a-z]+ | Word", "[a] | \u00e9", "? | \u4e16", "* | \u4e16" })
	void whenAValueIsNotAsThePatternSaysThenItDoesNotMatch(String text, String value) {
		assertThat(pattern(text).matches(value)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			value = { "*a | may take the characters | Write a class in place of '*'",
					"*.example.com | may take the characters | [^.]+.example",
					"[a-z]+[a-z0-9]+ | '[a-z0-9]+' after it | [a-z][a-z0-9]+",
					"[a]{1,2}[b]{0,1}a | may take | leaves out what comes after it", "** | may take | leaves out",
					"a+ | '+' stands after no class | [x]+", "a{2} | '{' stands after no class | \\{",
					"a] | ']' stands after no class | \\]", "[a-z]* | can be read in two ways | [..]{0,}",
					"[a]{2}? | can be read in two ways | [..]{0,1}", "[a | has no end | Close it",
					"[] | at least one character | [a-z0-9]", "[z-a] | ends before it begins | the other way round",
					"[a]{3,1} | makes sense | {1,8}", "[a]{0} | makes sense | {1,8}",
					"[a]{x} | number is missing | {3}", "[a]{1 | makes sense | {1,8}",
					"[a]{1234567} | makes sense | 6 digits", "a\\b | no other meaning | Leave it out",
					"\u00e9 | not ASCII | Write ?", "\"\" | at least one character | Leave it out" })
	void whenAPatternCannotBeMatchedInOnePassThenItIsRefused(String text, String reason, String action) {
		assertThatExceptionOfType(ConfigurationFault.class).isThrownBy(() -> pattern(text)).satisfies((fault) -> {
			assertThat(fault.property()).isEqualTo(PROPERTY);
			assertThat(fault.value()).isEqualTo(text);
			assertThat(fault).hasMessageContaining(reason);
			assertThat(fault.action()).contains(action);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "[a]{0,1}[b]{0,1}[c]{0,1}[d]+[e]{0,}f", "[a]+", "*", "[a]{1,99999}b",
			"[ab]{50000}[ab]{1,9}x", "[^x]+x[^y]+y" })
	void whenAValueIsLongThenEachCharacterIsLookedAtOnceAndAtEachPartOnceMore(String text) {
		HeaderPattern pattern = pattern(text);
		for (int length : new int[] { 0, 1, 1000, 100_000 }) {
			Counted value = new Counted("a".repeat(length));
			pattern.matches(value);
			assertThat(value.looks).isLessThanOrEqualTo(length + text.length());
		}
	}

	@Test
	void whenItIsShownThenAsItWasWritten() {
		assertThat(pattern("[a-z]+-x")).hasToString("[a-z]+-x");
	}

	/** Counts how often a character is looked at. */
	private static final class Counted implements CharSequence {

		private final String text;

		private int looks;

		Counted(String text) {
			this.text = text;
		}

		@Override
		public int length() {
			return this.text.length();
		}

		@Override
		public char charAt(int index) {
			this.looks++;
			return this.text.charAt(index);
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			throw new UnsupportedOperationException();
		}

	}

}
