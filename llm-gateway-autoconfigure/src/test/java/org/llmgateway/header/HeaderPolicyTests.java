package org.llmgateway.header;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.ConfigurationFault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every kind of rule, on headers as they come.
 */
class HeaderPolicyTests {

	private static final HeaderProperties.Preset NONE = HeaderProperties.Preset.NONE;

	private static final HeaderProperties.Preset STANDARD = HeaderProperties.Preset.STANDARD;

	private static HeaderPolicy policy(HeaderProperties.Preset preset, HeaderProperties.Unknown unknown,
			HeaderProperties.Rule... rules) {
		return HeaderRules.policy(new HeaderProperties(preset, List.of(rules), unknown, true));
	}

	private static HeaderPolicy policy(HeaderProperties.Preset preset, HeaderProperties.Rule... rules) {
		return policy(preset, HeaderProperties.Unknown.ALLOW, rules);
	}

	private static HeaderProperties.Rule rule(String name, @Nullable Boolean required, @Nullable String pattern,
			@Nullable Integer maxLength) {
		return new HeaderProperties.Rule(name, required, pattern, maxLength);
	}

	private static Sent sent(String... namesAndValues) {
		Map<String, List<String>> headers = new LinkedHashMap<>();
		for (int i = 0; i < namesAndValues.length; i += 2) {
			headers.put(namesAndValues[i], List.of(namesAndValues[i + 1].split("\\|", -1)));
		}
		return new Sent(headers);
	}

	@Test
	void whenNothingIsConfiguredThenNothingIsRefusedAndNothingLookedAt() {
		assertThat(policy(NONE).check(new RequestHeaders() {

			@Override
			public List<String> values(String name) {
				throw new AssertionError(name);
			}

			@Override
			public Set<String> names() {
				throw new AssertionError();
			}

		})).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"',
			value = { "Authorization;Bearer sk-proj-a_B.1~+/-=", "authorization;bearer x", "Authorization;BEARER x==",
					"X-Request-ID;0af7651916cd43dd8448eb211c80319c", "x-request-id;a/b+c=", "X-Model-Name;gpt-4.1-mini",
					"x-model-name;ft:gpt-4o:org::id", "x-model-name;meta-llama/Llama-3-8B@1",
					"X-Other;anything at all" })
	void whenTheStandardPresetIsSatisfiedThenNoViolation(String name, String value) {
		assertThat(policy(STANDARD).check(sent(name, value))).isNull();
		assertThat(policy(STANDARD).check(sent())).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';', quoteCharacter = '"',
			value = { "Authorization;Basic b2Y6Y2FsbGVy;PATTERN", "Authorization;Bearer;PATTERN",
					"Authorization;\"Bearer \";PATTERN", "Authorization;Bearer a b;PATTERN",
					"Authorization;Bearer a=b;PATTERN", "authorization;Bearer x|Basic y;PATTERN",
					"X-Request-ID;with space;PATTERN", "X-Request-ID;\"\";PATTERN", "X-Model-Name;a\"b;PATTERN",
					"X-Model-Name;\u00e9;PATTERN" })
	void whenTheStandardPresetIsBrokenThenTheHeaderIsNamed(String name, String value, HeaderViolation.Reason reason) {
		HeaderViolation violation = policy(STANDARD).check(sent(name, value));
		assertThat(violation).isNotNull();
		assertThat(violation.header()).isEqualToIgnoringCase(name);
		assertThat(violation.reason()).isEqualTo(reason);
		assertThat(violation.sentence()).contains("'" + violation.header() + "'").contains("of the form ");
	}

	@ParameterizedTest
	@CsvSource({ "Authorization,8192", "X-Request-ID,128", "X-Model-Name,256" })
	void whenAValueIsLongerThanTheStandardPresetAllowsThenItIsRefused(String name, int length) {
		String prefix = name.equals("Authorization") ? "Bearer " : "";
		String longest = prefix + "x".repeat(length - prefix.length());
		assertThat(policy(STANDARD).check(sent(name, longest))).isNull();
		HeaderViolation violation = policy(STANDARD).check(sent(name, longest + "x"));
		assertThat(violation).isNotNull();
		assertThat(violation.reason()).isEqualTo(HeaderViolation.Reason.TOO_LONG);
		assertThat(violation.sentence()).contains("at most " + length + " characters");
	}

	@Test
	void whenARequiredHeaderIsMissingThenItIsNamedWithWhatIsAllowed() {
		HeaderPolicy policy = policy(NONE, rule("X-Team", true, "[a-z]{1,8}", 8));
		HeaderViolation violation = policy.check(sent("x-teams", "red"));
		assertThat(violation).isNotNull();
		assertThat(violation.reason()).isEqualTo(HeaderViolation.Reason.MISSING);
		assertThat(violation.sentence())
			.isEqualTo("The header 'X-Team' is required, and must be at most 8 characters of the form [a-z]{1,8}");
		assertThat(policy.check(sent("x-team", "red"))).isNull();
		assertThat(policy(NONE, rule("X-Team", true, null, null)).check(sent()).sentence())
			.isEqualTo("The header 'X-Team' is required");
	}

	@Test
	void whenARuleNamesAHeaderOfThePresetThenWhatItLeavesOutIsThePresets() {
		HeaderPolicy policy = policy(STANDARD, rule("authorization", true, null, null),
				rule("x-request-id", null, "[0-9]+", null));
		assertThat(policy.check(sent()).reason()).isEqualTo(HeaderViolation.Reason.MISSING);
		assertThat(policy.check(sent("authorization", "Basic x")).reason()).isEqualTo(HeaderViolation.Reason.PATTERN);
		assertThat(policy.check(sent("authorization", "Bearer x", "x-request-id", "abc")).header())
			.isEqualTo("x-request-id");
		assertThat(policy.check(sent("authorization", "Bearer x", "x-request-id", "1".repeat(129))).reason())
			.isEqualTo(HeaderViolation.Reason.TOO_LONG);
		assertThat(policy.check(sent("authorization", "Bearer x", "x-request-id", "1"))).isNull();
	}

	@Test
	void whenARuleIsForManyHeadersThenEachIsChecked() {
		HeaderPolicy policy = policy(NONE, rule("X-Team-*", null, "[a-z]+", 5),
				rule("x-team-id", null, "[0-9]+", null));
		assertThat(policy.check(sent("x-team-name", "red", "X-TEAM-place", "north", "x-team-id", "7"))).isNull();
		assertThat(policy.check(sent("x-team-name", "red", "x-team-place", "7")).header()).isEqualTo("x-team-place");
		assertThat(policy.check(sent("x-team-name", "red|longer")).reason()).isEqualTo(HeaderViolation.Reason.TOO_LONG);
		assertThat(policy.check(sent("x-other", "7"))).isNull();
	}

	@Test
	void whenUnknownHeadersAreRefusedThenRulesAndUsualOnesPass() {
		HeaderPolicy policy = policy(STANDARD, HeaderProperties.Unknown.REFUSE, rule("X-Team-*", null, null, null));
		assertThat(policy.check(sent("Host", "h", "user-agent", "OpenAI/Java", "X-Stainless-Lang", "java",
				"anthropic-version", "2023-06-01", "x-api-key", "k", "x-http2-stream-id", "3", "x-forwarded-for", "a",
				"x-team-name", "red", "x-model-name", "m")))
			.isNull();
		HeaderViolation violation = policy.check(sent("Host", "h", "X-Debug", "1"));
		assertThat(violation).isNotNull();
		assertThat(violation.reason()).isEqualTo(HeaderViolation.Reason.UNKNOWN);
		assertThat(violation.sentence()).contains("'X-Debug'").contains("leave it out");
	}

	@Test
	void whenAnUnknownNameIsLongThenItIsCut() {
		HeaderViolation violation = policy(NONE, HeaderProperties.Unknown.REFUSE).check(sent("x".repeat(5000), "1"));
		assertThat(violation.header()).hasSize(67).endsWith("x...");
	}

	@Test
	void whenAViolationIsShownThenWithoutItsValue() {
		HeaderViolation violation = policy(STANDARD).check(sent("authorization", "Basic c2VjcmV0"));
		assertThat(violation + violation.sentence()).doesNotContain("c2VjcmV0");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*", "with space", "x:y", "x*y", "\u00e9" })
	void whenARuleHasNoUsableNameThenItIsRefused(String name) {
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> policy(NONE, rule("ok", null, null, null), rule(name, null, null, null)))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.headers.rules[1].name"));
	}

	@Test
	void whenARuleCannotWorkThenItIsRefused() {
		assertFault("rules[0].required", rule("x-*", true, null, null));
		assertFault("rules[0].max-length", rule("x", null, null, 0));
		assertFault("rules[0].pattern", rule("x", null, "*a", null));
		assertFault("rules[1].name", rule("x", null, null, null), rule("X", null, null, null));
	}

	private static void assertFault(String property, HeaderProperties.Rule... rules) {
		assertThatExceptionOfType(ConfigurationFault.class).isThrownBy(() -> policy(NONE, rules))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.headers." + property));
	}

	/**
	 * The headers of a request.
	 *
	 * @param headers values by name
	 */
	private record Sent(Map<String, List<String>> headers) implements RequestHeaders {

		@Override
		public @Nullable List<String> values(String name) {
			Map<String, List<String>> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			anyCase.putAll(this.headers);
			return anyCase.get(name);
		}

		@Override
		public Set<String> names() {
			return this.headers.keySet();
		}

	}

}
