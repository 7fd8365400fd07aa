package org.llmgateway.badinput;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.test.MockRecording;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Payloads that harm gateways, through the running gateway at both doors: the caller gets
 * a clear answer in its dialect, the provider nothing, and the gateway stays as it was.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class BadInputTests {

	private static final int LIMIT = 8 << 20;

	private static final String CHAT = "/v1/chat/completions";

	private static final String MESSAGES = "/v1/messages";

	@Parameter
	String door;

	private static RunningGateway gateway;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class)
			.door(door)
			.with("llm.gateway.inspection.max-body-size", LIMIT + "B")
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

	private static void assertRefused(Answer answer, String path, int status, String code) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(status);
		assertThat(answer.header("content-type")).isEqualTo("application/json");
		assertThat(answer.header("x-request-id")).isNotBlank();
		if (path.equals(MESSAGES)) {
			assertThat(answer.text()).startsWith("{\"type\":\"error\",\"error\":{\"type\":\"");
		}
		else {
			assertThat(answer.text()).startsWith("{\"error\":{\"type\":\"").contains("\"code\":\"" + code + "\"");
		}
	}

	private static MockRequest lastRequest() {
		List<MockRequest> requests = gateway.mock().requests();
		return requests.get(requests.size() - 1);
	}

	private static byte[] utf8(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static byte[] joined(byte[]... parts) {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		for (byte[] part : parts) {
			all.writeBytes(part);
		}
		return all.toByteArray();
	}

	static Stream<Arguments> malformed() {
		String start = "{\"model\":\"gpt-4\",\"messages\":[],\"x\":";
		StringBuilder members = new StringBuilder(start).append("{");
		for (int i = 0; i < 600_000; i++) {
			members.append("\"").append(i).append("\":0,");
		}
		Map<String, byte[]> bodies = Map.ofEntries(Map.entry("empty", utf8("")), Map.entry("blank", utf8(" \n")),
				Map.entry("deep arrays", utf8(start + "[".repeat(10_000) + "]".repeat(10_000) + "}")),
				Map.entry("deep objects", utf8(start + "{\"a\":".repeat(10_000) + "1" + "}".repeat(10_000) + "}")),
				Map.entry("many members", utf8(members.append("\"end\":0}}").toString())),
				Map.entry("duplicate model", utf8(start + "1,\"model\":\"gpt-5\"}")),
				Map.entry("duplicate escaped model", utf8(start + "1,\"mo\\u0064el\":\"gpt-5\"}")),
				Map.entry("huge number", utf8(start + "1e999999}")), Map.entry("NaN", utf8(start + "NaN}")),
				Map.entry("Infinity", utf8(start + "-Infinity}")),
				Map.entry("invalid UTF-8", joined(utf8(start + "\""), new byte[] { (byte) 0xc3, '(' }, utf8("\"}"))),
				Map.entry("overlong UTF-8",
						joined(utf8(start + "\""), new byte[] { (byte) 0xc0, (byte) 0x80 }, utf8("\"}"))),
				Map.entry("byte order mark", utf8("\uFEFF" + start + "1}")),
				Map.entry("trailing garbage", utf8(start + "1}x")), Map.entry("two documents", utf8(start + "1}{}")),
				Map.entry("cut short", utf8(start + "[1,2")), Map.entry("trailing comma", utf8(start + "1,}")),
				Map.entry("control character", utf8(start + "\"\u0001\"}")),
				Map.entry("bad escape", utf8(start + "\"\\x\"}")), Map.entry("an array", utf8("[" + start + "1}]")),
				Map.entry("a string", utf8("\"gpt-4\"")), Map.entry("no model", utf8("{\"messages\":[]}")),
				Map.entry("model is a number", utf8("{\"model\":4}")),
				Map.entry("model with a newline", utf8("{\"model\":\"gpt-4\\n\"}")),
				Map.entry("10 kB model", utf8("{\"model\":\"" + "x".repeat(10_000) + "\"}")),
				Map.entry("stream is a string", utf8("{\"model\":\"gpt-4\",\"stream\":\"true\"}")),
				Map.entry("UTF-16", "{\"model\":\"gpt-4\"}".getBytes(StandardCharsets.UTF_16LE)));
		return bodies.entrySet()
			.stream()
			.flatMap((entry) -> Stream.of(CHAT, MESSAGES)
				.map((path) -> Arguments.argumentSet(entry.getKey() + " at " + path, path, entry.getValue())));
	}

	@ParameterizedTest
	@MethodSource("malformed")
	void whenABodyIsMalformedThen400AndNothingReachesTheProvider(String path, byte[] body) {
		int before = gateway.mock().requests().size();
		assertRefused(gateway.post(path, body), path, 400, "invalid_request");
		assertThat(gateway.mock().requests()).hasSize(before);
	}

	@Test
	void whenABodyIsUnusualButRightThenItPassesUnchanged() {
		for (String value : List.of("\"" + "iVBORw0K".repeat(5 << 17) + "\"", "\"\\ud800 \\udc00\"", "1e308",
				"\"data: [DONE]\\n\\n\u2028\u0085\\r event: x\"", "[".repeat(500) + "]".repeat(500))) {
			String body = " {\"x\":" + value + ",\"messages\":[] , \"model\":\"gpt-4:tokens=1\"}\r\n";
			assertThat(gateway.post(CHAT, body).status()).isEqualTo(200);
			assertThat(lastRequest().body()).isEqualTo(utf8(body));
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES })
	void whenADeclaredBodyIsTooLargeThen413BeforeItIsSent(String path) throws IOException {
		try (Socket socket = connect()) {
			write(socket, head(path) + "Content-Length: 1000000000\r\n\r\n");
			assertTooLarge(socket, path);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { CHAT, MESSAGES })
	void whenAnUndeclaredBodyIsTooLargeThen413BeforeItEnds(String path) throws IOException {
		int before = gateway.mock().requests().size();
		try (Socket socket = connect()) {
			write(socket, head(path) + "Transfer-Encoding: chunked\r\n\r\n");
			byte[] block = new byte[1 << 16];
			Arrays.fill(block, (byte) ' ');
			for (int sent = 0; sent <= LIMIT; sent += block.length) {
				write(socket, "10000\r\n");
				socket.getOutputStream().write(block);
				write(socket, "\r\n");
			}
			assertTooLarge(socket, path);
		}
		assertThat(gateway.mock().requests()).hasSize(before);
	}

	private static Socket connect() throws IOException {
		Socket socket = new Socket("127.0.0.1", gateway.port());
		socket.setSoTimeout((int) RunningGateway.PROMPTLY.toMillis());
		return socket;
	}

	private static String head(String path) {
		return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
	}

	private static void write(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(utf8(text));
	}

	private static void assertTooLarge(Socket socket, String path) throws IOException {
		StringBuilder answer = new StringBuilder();
		while (answer.indexOf("max-body-size") < 0) {
			int next = socket.getInputStream().read();
			assertThat(next).as(answer.toString()).isNotNegative();
			answer.append((char) next);
		}
		assertThat(answer).startsWith("HTTP/1.1 413 ")
			.contains(path.equals(MESSAGES) ? "\"request_too_large\"" : "\"body_too_large\"");
	}

	static Stream<Arguments> contentTypes() {
		return Stream
			.of("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "text/plain", "",
					"application/json; charset=utf-16", "application/json;charset=\"iso-8859-1\"", "application/xml",
					"application/jsonx", "nonsense")
			.flatMap((type) -> Stream.of(CHAT, MESSAGES).map((path) -> Arguments.of(path, type)));
	}

	@ParameterizedTest
	@MethodSource("contentTypes")
	void whenTheContentTypeIsNotJsonThen415(String path, String contentType) throws Exception {
		int before = gateway.mock().requests().size();
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url(path)))
			.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4\"}"));
		if (!contentType.isEmpty()) {
			request.header("content-type", contentType);
		}
		assertRefused(gateway.send(request), path, 415, "unsupported_media_type");
		assertThat(gateway.mock().requests()).hasSize(before);
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "APPLICATION/JSON", "application/json; charset=utf-8",
			"application/json;charset=\"UTF-8\"" })
	void whenTheContentTypeIsJsonInUtf8ThenItIsTaken(String contentType) {
		assertThat(gateway.post(CHAT, "{\"model\":\"gpt-4:tokens=1\"}", "content-type", contentType).status())
			.isEqualTo(200);
	}

	@Test
	void whenTheCallerNamesAnotherAddressThenItIsIgnored() {
		String body = "{\"api_base\":\"http://127.0.0.1:1\",\"base_url\":\"http://127.0.0.1:1\",\"model\":"
				+ "\"gpt-4:tokens=1\",\"messages\":[]}";
		Answer answer = gateway.post(CHAT + "?api_base=http://127.0.0.1:1", body, "x-forwarded-host", "127.0.0.1:1",
				"x-forwarded-proto", "https", "forwarded", "host=127.0.0.1:1", "api-base", "http://127.0.0.1:1",
				"base_url", "http://127.0.0.1:1", "x-original-url", "/admin", "x-rewrite-url", "/admin");
		assertThat(answer.status()).isEqualTo(200);
		MockRequest request = lastRequest();
		assertThat(request.bodyText()).isEqualTo(body);
		assertThat(request.header("host")).isEqualTo("127.0.0.1:" + gateway.mock().port());
		assertThat(request.path()).startsWith(CHAT);
		assertThat(request.headers()).doesNotContainKeys("x-forwarded-host", "x-forwarded-proto", "forwarded",
				"api-base", "base_url", "x-original-url", "x-rewrite-url");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/files/../../admin", "/v1/files/%2e%2e/%2e%2e/admin", "/v1/audio/..%2f..%2fadmin",
			"/v1/images/a;/../../admin", "/v1/files//admin", "/v1/files/..\\admin" })
	void whenAPathMayBeReadInTwoWaysThenItReachesNoProvider(String path) throws IOException {
		try (RunningGateway open = RunningGateway.of(PlainApplication.class)
			.door(this.door)
			.with("llm.gateway.default-provider", "openai")
			.start(); Socket socket = new Socket("127.0.0.1", open.port())) {
			socket.setSoTimeout((int) RunningGateway.PROMPTLY.toMillis());
			write(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
			String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(answer).startsWith("HTTP/1.1 40");
			assertThat(open.mock().requests()).isEmpty();
			open.assertUnharmed();
		}
	}

	private static String model(MockRecording recording) {
		return (recording.name().startsWith("ANTHROPIC") ? "claude" : "gpt") + "-4:raw=" + recording.recordingName();
	}

	private static String path(MockRecording recording) {
		String name = recording.name();
		return name.startsWith("ANTHROPIC") ? MESSAGES : (name.startsWith("RESPONSES") ? "/v1/responses" : CHAT);
	}

	@ParameterizedTest
	@EnumSource
	void whenAnAnswerIsOddThenItsBytesAreTheSame(MockRecording recording) {
		for (String how : List.of("", ":batch=3", ":split=odd:seed=1", ":split=odd:seed=2", ":split=odd:seed=3")) {
			Answer answer = gateway.post(path(recording),
					"{\"model\":\"" + model(recording) + how + "\",\"stream\":" + recording.streamed() + "}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.body()).isEqualTo(recording.bytes());
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "OPENAI", "ANTHROPIC", "RESPONSES", "OPENAI_BOM", "OPENAI_CR" })
	void whenAStreamComesByteByByteThenItsBytesAreTheSame(MockRecording recording) {
		MockResponse.Builder response = MockResponse.status(200).header("content-type", "text/event-stream").chunked();
		for (byte b : recording.bytes()) {
			response.write(Duration.ofNanos(1), new byte[] { b });
		}
		gateway.mock().respond(response.build());
		String model = path(recording).equals(MESSAGES) ? "claude-4" : "gpt-4";
		Answer answer = gateway.post(path(recording), "{\"model\":\"" + model + "\",\"stream\":true}");
		assertThat(answer.body()).isEqualTo(recording.bytes());
	}

	@Test
	void whenAStreamIsCutAtAnyByteOfAnEventThenItsBytesAreTheSame() {
		byte[] event = utf8("event: a\r\ndata:{\"x\":\"\u4f60\ud83d\ude80\"}\r\rdata: b\n: c\n\ndata: [DONE]\n\n");
		for (int cut = 1; cut < event.length; cut++) {
			gateway.mock()
				.respond(MockResponse.status(200)
					.header("content-type", "text/event-stream")
					.chunked()
					.write(Arrays.copyOf(event, cut))
					.write(Duration.ofNanos(1), Arrays.copyOfRange(event, cut, event.length))
					.build());
			assertThat(gateway.post(CHAT, "{\"model\":\"gpt-4\",\"stream\":true}").body()).isEqualTo(event);
		}
	}

	@Test
	void whenALineHas10MegabytesThenItPasses() {
		byte[] line = utf8("data: {\"choices\":[{\"delta\":{\"content\":\"" + "x".repeat(10 << 20) + "\"}}]}\n\n");
		byte[] body = joined(line, utf8("data: [DONE]\n\n"));
		gateway.mock()
			.respond(
					MockResponse.status(200).header("content-type", "text/event-stream").chunked().write(body).build());
		assertThat(gateway.post(CHAT, "{\"model\":\"gpt-4\",\"stream\":true}").body()).isEqualTo(body);
	}

	/** What a parser takes for an event in the text of a prompt or an answer. */
	@ParameterizedTest
	@ValueSource(
			strings = { "data: [DONE]\n\n", "\r", "\r\n\r\n", "\u2028", "\u0085", "event: x\ndata: y\n\n", "\n\n:" })
	void whenATextLooksLikeAnEventThenTheClientSeesOneEvent(String text) throws Exception {
		String quoted = new ObjectMapper().writeValueAsString(text);
		String json = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":" + quoted + "},\"finish_reason\":null}]}";
		gateway.mock()
			.respond(MockResponse.status(200)
				.header("content-type", "text/event-stream")
				.chunked()
				.write("data: " + json + "\n\n")
				.build());
		String body = "{\"model\":\"gpt-4\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":" + quoted
				+ "}]}";
		HttpResponse<Stream<String>> response = HttpClient.newHttpClient()
			.send(gateway.request(CHAT)
				.header("content-type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString(body))
				.build(), HttpResponse.BodyHandlers.ofLines());
		assertThat(response.body().filter((line) -> !line.isEmpty())).containsExactly("data: " + json);
		assertThat(lastRequest().bodyText()).isEqualTo(body);
	}

}
