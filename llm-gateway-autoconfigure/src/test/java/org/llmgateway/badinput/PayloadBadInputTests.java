package org.llmgateway.badinput;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.exchange.LimitReport;
import org.llmgateway.test.MockResponse;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Amounts and names that harm gateways, through the running gateway at both doors: what
 * is refused says what is allowed, reaches no provider, and puts nothing of the caller's
 * into logs and metrics; what a provider would take passes unchanged.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
@ExtendWith(OutputCaptureExtension.class)
class PayloadBadInputTests {

	private static final String CHAT = "/v1/chat/completions";

	private static final String MESSAGES = "/v1/messages";

	private static final String RESPONSES = "/v1/responses";

	private static final String COMPLETIONS = "/v1/completions";

	private static final String EMBEDDINGS = "/v1/embeddings";

	private static final ObjectMapper JSON = new ObjectMapper();

	@Parameter
	String door;

	private static RunningGateway gateway;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("logging.level.org.llmgateway", "debug")
			.with("llm.gateway.inspection.max-depth", "32")
			.with("llm.gateway.inspection.max-members", "2000")
			.with("llm.gateway.inspection.max-output-tokens", "100000")
			.with("llm.gateway.stream.max-event-size", "4KB")
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.mock().respondWith(null);
		gateway.assertUnharmed();
	}

	private static String model(String path) {
		return path.equals(MESSAGES) ? "claude-4" : "gpt-4";
	}

	private static String body(String path, String members) {
		return "{\"model\":\"" + model(path) + "\"," + members + "}";
	}

	/** The message of an error in the dialect of the path. */
	private static String refused(Answer answer, String path, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		try {
			JsonNode root = JSON.readTree(answer.body());
			JsonNode error = root.required("error");
			if (path.equals(MESSAGES)) {
				assertThat(root.required("type").asText()).isEqualTo("error");
				assertThat(error.required("type").asText())
					.isEqualTo((status == 404) ? "not_found_error" : "invalid_request_error");
			}
			else {
				assertThat(error.required("code").asText()).isEqualTo(code);
				assertThat(error.required("type").asText()).isEqualTo("invalid_request_error");
			}
			return error.required("message").asText();
		}
		catch (java.io.IOException ex) {
			throw new AssertionError(answer.text(), ex);
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Object> report() {
		LimitReport payload = gateway.context()
			.getBeanProvider(LimitReport.class)
			.stream()
			.filter((report) -> report.name().equals("payload"))
			.findFirst()
			.orElseThrow();
		Map<String, Object> report = new LinkedHashMap<>(payload.report());
		report.putAll((Map<String, Object>) report.remove("bodiesRefused"));
		assertThat(payload.isShedding()).isFalse();
		return report;
	}

	private static long count(String name) {
		return ((Number) report().get(name)).longValue();
	}

	static Stream<Arguments> nonsense() {
		return Stream.of(Arguments.of(CHAT, "max_tokens", "1000000000", "excess"),
				Arguments.of(CHAT, "max_completion_tokens", "100001", "excess"),
				Arguments.of(MESSAGES, "max_tokens", "1000000000", "excess"),
				Arguments.of(RESPONSES, "max_output_tokens", "1000000000", "excess"),
				Arguments.of(MESSAGES, "max_tokens", "-1", "value"), Arguments.of(CHAT, "max_tokens", "1.5", "value"),
				Arguments.of(RESPONSES, "max_output_tokens", "\"9\"", "value"),
				Arguments.of(CHAT, "n", "1000", "excess"), Arguments.of(COMPLETIONS, "best_of", "1000", "excess"),
				Arguments.of(CHAT, "n", "-1", "value"), Arguments.of(CHAT, "temperature", "-0.5", "value"),
				Arguments.of(MESSAGES, "temperature", "-0.5", "value"),
				Arguments.of(RESPONSES, "temperature", "-0.5", "value"),
				Arguments.of(MESSAGES, "temperature", "1.5", "value"), Arguments.of(CHAT, "messages", "\"x\"", "value"),
				Arguments.of(MESSAGES, "messages", "{}", "value"), Arguments.of(RESPONSES, "input", "7", "value"),
				Arguments.of(CHAT, "messages", array("\"x\"", 1_000_000), "excess"),
				Arguments.of(MESSAGES, "messages", array("[]", 1_000_000), "excess"),
				Arguments.of(RESPONSES, "input", array("[]", 1_000_000), "excess"),
				Arguments.of(EMBEDDINGS, "input", array("\"\"", 1_000_000), "excess"));
	}

	private static String array(String element, int times) {
		return "[" + (element + ",").repeat(times - 1) + element + "]";
	}

	/** Row 22. */
	@ParameterizedTest
	@MethodSource("nonsense")
	void whenAnAmountIsNonsenseThen400NamesItAndNothingReachesTheProvider(String path, String member, String value,
			String reason) {
		int before = gateway.mock().requests().size();
		long counted = count(reason);
		Answer answer = gateway.post(path, body(path, "\"" + member + "\":" + value));
		assertThat(refused(answer, path, 400, "invalid_request")).startsWith("\"" + member + "\" (byte ");
		if (!path.equals(MESSAGES)) {
			assertThat(answer.text()).contains("\"param\":\"" + member + "\"");
		}
		assertThat(gateway.mock().requests()).hasSize(before);
		assertThat(count(reason)).isEqualTo(counted + 1);
	}

	/** Row 22: with a role in each they have too many members. */
	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES })
	void whenThereAreAMillionMessagesThen400(String path) {
		long counted = count("structure");
		Answer answer = gateway.post(path,
				body(path, "\"messages\":" + array("{\"role\":\"user\",\"content\":\"\"}", 1_000_000)));
		assertThat(refused(answer, path, 400, "invalid_request")).contains("more members than the 2000 allowed");
		assertThat(count("structure")).isEqualTo(counted + 1);
	}

	/** Row 22: what only a provider can judge. */
	@ParameterizedTest
	@ValueSource(strings = { "\"messages\":[]", "\"messages\":[{\"role\":\"stranger\",\"content\":\"x\"}]",
			"\"messages\":[{}]", "\"max_tokens\":0", "\"max_tokens\":100000", "\"temperature\":1",
			"\"temperature\":0.0", "\"top_p\":-7", "\"n\":128", "\"x\":1" })
	void whenAnAmountIsTheProvidersToJudgeThenItPassesUnchanged(String members) {
		for (String path : List.of(CHAT, MESSAGES)) {
			String body = body(path, members);
			assertThat(gateway.post(path, body).status()).isEqualTo(200);
			assertThat(gateway.mock().requests().get(gateway.mock().requests().size() - 1).bodyText()).isEqualTo(body);
		}
	}

	/** Row 19, with a bound of its own. */
	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES, RESPONSES })
	void whenABodyIsDeeperThanTheBoundThen400(String path) {
		assertThat(gateway.post(path, body(path, "\"x\":" + "[".repeat(31) + "]".repeat(31))).status()).isEqualTo(200);
		for (int depth : new int[] { 32, 10_000, 2_000_000 }) {
			long counted = count("structure");
			Answer answer = gateway.post(path, body(path, "\"x\":" + "[".repeat(depth) + "]".repeat(depth)));
			assertThat(refused(answer, path, 400, "invalid_request")).contains("deeper than the 32 levels allowed");
			assertThat(count("structure")).isEqualTo(counted + 1);
		}
	}

	static Stream<Arguments> names() {
		Map<String, Integer> names = new LinkedHashMap<>();
		names.put("unknown", 404);
		names.put("../..", 404);
		names.put("..\\\\..\\\\etc", 404);
		names.put("%2e%2e/%00", 404);
		names.put("x\\u202egpj", 404);
		names.put("\\u4f60\\ud83d\\ude80", 404);
		names.put("x".repeat(256), 404);
		names.put("x\\nINFO forged", 400);
		names.put("x\\r\\nX-Forged: 1", 400);
		names.put("x\\u001b[31m", 400);
		names.put("x\\u0000", 400);
		names.put("x\\u007f", 400);
		names.put("x\\u0085y\\u2028z", 400);
		names.put("x\ny", 400);
		names.put("y".repeat(257), 400);
		names.put("y".repeat(10_000), 400);
		names.put("y".repeat(4_000_000), 400);
		return names.entrySet()
			.stream()
			.flatMap((name) -> Stream.of(CHAT, MESSAGES, RESPONSES)
				.map((path) -> Arguments
					.argumentSet(name.getKey().substring(0, Math.min(12, name.getKey().length())).replace('\n', '|')
							+ " at " + path, path, name.getKey(), name.getValue())));
	}

	/** Row 23. */
	@ParameterizedTest
	@MethodSource("names")
	void whenAModelCannotBeServedThenItsNameDoesNoHarm(String path, String name, int status, CapturedOutput output) {
		int before = gateway.mock().requests().size();
		int logged = output.getAll().length();
		Answer answer = gateway.post(path, "{\"model\":\"" + name + "\"}");
		String message = refused(answer, path, status, (status == 404) ? "model_not_found" : "invalid_request");
		assertHarmless(message);
		assertThat(answer.text()).doesNotContain("x".repeat(65), "y".repeat(65));
		assertThat(gateway.mock().requests()).hasSize(before);
		String id = answer.header("x-request-id");
		String log = output.getAll().substring(logged);
		assertThat(log).contains(id).doesNotContain("x".repeat(65), "y".repeat(65));
		log.lines().forEach(PayloadBadInputTests::assertHarmless);
		assertThat(log.lines()).noneMatch((line) -> line.startsWith("INFO") || line.startsWith("X-Forged"));
		assertNoLabelHolds("x", "y", "unknown", "..");
	}

	private static void assertHarmless(String text) {
		assertThat(text.chars()).as(text).allMatch((c) -> (c >= ' ' && c < 0x7f) || c == '\t');
	}

	/** No label of any meter begins with what the caller has sent. */
	private static void assertNoLabelHolds(String... beginnings) {
		List<String> labels = new ArrayList<>();
		for (Meter meter : gateway.context().getBean(MeterRegistry.class).getMeters()) {
			meter.getId().getTags().stream().map(Tag::getValue).forEach(labels::add);
		}
		assertThat(labels).isNotEmpty().noneMatch((label) -> Stream.of(beginnings).anyMatch(label::startsWith));
	}

	/** Row 23: of a name that a pattern takes nothing is read as a path. */
	@Test
	void whenAModelOfAPatternLooksLikeAPathThenItStaysInTheBody() {
		String body = "{\"model\":\"gpt-/../../admin?x=%00\"}";
		assertThat(gateway.post(CHAT, body).status()).isEqualTo(200);
		assertThat(gateway.mock().requests().get(gateway.mock().requests().size() - 1)).satisfies((request) -> {
			assertThat(request.path()).isEqualTo(CHAT);
			assertThat(request.bodyText()).isEqualTo(body);
		});
		assertNoLabelHolds("gpt-/");
	}

	/** Row 32: the event and the line are bounded by one property. */
	@Test
	void whenAnEventIsOverTheBoundThenItPassesAtOnceUninspectedAndIsCounted() {
		long counted = count("eventsUninspected");
		byte[] large = ("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(5000) + "\"}}]}\n\n")
			.getBytes(StandardCharsets.UTF_8);
		// No small event says that there is an answer, and no end comes.
		MockResponse.Builder response = MockResponse.status(200).header("content-type", "text/event-stream").chunked();
		for (int i = 0; i < 3; i++) {
			response.write(large);
		}
		gateway.mock().respond(response.build());
		Answer answer = gateway.post(CHAT, body(CHAT, "\"stream\":true"));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo(response.build().body());
		gateway.assertUnharmed();
		assertThat(count("eventsUninspected")).isEqualTo(counted + 3);
		assertThat(report()).containsEntry("maxEventSize", 4096)
			.containsEntry("maxDepth", 32)
			.containsEntry("maxBodySize", 32L << 20)
			.containsEntry("maxOutputTokens", 100_000L)
			.containsEntry("maxChoices", 128L)
			.containsEntry("maxMessages", 100_000L);
	}

	@Test
	void whenABodyIsRefusedForItsKindThenThatIsCounted() {
		long malformed = count("malformed");
		long mediaType = count("mediaType");
		long encoding = count("encoding");
		long model = count("model");
		gateway.post(CHAT, "{");
		gateway.post(CHAT, "{}", "content-type", "text/plain");
		gateway.post(CHAT, "{}", "content-encoding", "gzip");
		gateway.post(CHAT, "{}");
		assertThat(count("malformed")).isEqualTo(malformed + 1);
		assertThat(count("mediaType")).isEqualTo(mediaType + 1);
		assertThat(count("encoding")).isEqualTo(encoding + 1);
		assertThat(count("model")).isEqualTo(model + 1);
	}

}
