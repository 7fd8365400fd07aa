package org.llmgateway.suite;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.test.MockRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.WebFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which headers a request may have, on each protocol and at both doors; and what of
 * forwarded and hop-by-hop headers is believed and passed on.
 */
class HeaderPolicySuiteTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	static final String RULES = "llm.gateway.headers.";

	record Place(ClientProtocol client, Door door) {

		RunningGateway gateway() {
			return gateways.gateway(GatewaySpec.of(this.door)
				.serving(this.client)
				.with(RULES + "preset", "standard")
				.with(RULES + "unknown", "refuse")
				.with(RULES + "rules[0].name", "X-Team")
				.with(RULES + "rules[0].required", "true")
				.with(RULES + "rules[0].pattern", "[a-z]{1,8}"));
		}

		Answer send(Call call) {
			return gateway().client(this.client).send(call);
		}

	}

	static Stream<Place> places() {
		return Stream.of(ClientProtocol.values())
			.flatMap((client) -> Stream.of(Door.values()).map((door) -> new Place(client, door)));
	}

	private static Call usual(Call call) {
		return call.header("authorization", "Bearer sk-of-the-caller")
			.header("x-request-id", "id-1")
			.header("x-model-name", "gpt-4")
			.header("user-agent", "test/1")
			.header("x-stainless-lang", "java");
	}

	@ParameterizedTest
	@MethodSource("places")
	void whenHeadersAreAsThePolicyWantsThenTheRequestIsServed(Place place) {
		assertThat(place.send(usual(Call.chat("gpt-4", false)).header("x-team", "red")).status()).isEqualTo(200);
		assertThat(place.send(usual(Call.message("claude-4", true)).header("X-TEAM", "red")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@MethodSource("places")
	void whenAHeaderIsNotAsThePolicyWantsThenItIsNamedAndItsValueIsNot(Place place) {
		assertRefused(place, "X-Team", "is required", usual(Call.chat("gpt-4", false)));
		assertRefused(place, "X-Team", "[a-z]{1,8}", usual(Call.chat("gpt-4", true)).header("x-team", "SECRET"));
		assertRefused(place, "Authorization", "[Bb]",
				Call.message("claude-4", true).header("authorization", "Basic SECRET").header("x-team", "red"));
		assertRefused(place, "X-Model-Name", "at most 256 characters",
				Call.message("claude-4", false).header("x-model-name", "SECRET".repeat(50)).header("x-team", "red"));
		assertRefused(place, "x-debug", "leave it out",
				usual(Call.chat("gpt-4", false)).header("x-team", "red").header("x-debug", "SECRET"));
		assertThat(place.gateway().nextRequest()).isNull();
	}

	private static void assertRefused(Place place, String header, String allowed, Call call) {
		Answer answer = place.send(call);
		if (call.path().endsWith("messages")) {
			DoorContract.assertAnthropicError(answer, 400, "invalid_request_error");
		}
		else {
			DoorContract.assertOpenAiError(answer, 400, "header_refused", "invalid_request_error");
		}
		assertThat(answer.text()).containsIgnoringCase("'" + header + "'").contains(allowed).doesNotContain("SECRET");
	}

	@Test
	void whenAHeaderIsRefusedThenTheBodyIsNotWaitedFor() {
		RunningGateway gateway = new Place(ClientProtocol.H1, Door.DIRECT).gateway();
		String answer = gateway.closing(new RawSocket(gateway.port()))
			.send("POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
					+ "content-length: 1000\r\n\r\n")
			.readUntil("header_refused");
		assertThat(answer).startsWith("HTTP/1.1 400 ");
	}

	@ParameterizedTest
	@EnumSource(ClientProtocol.class)
	void whenNothingIsConfiguredThenHeadersOfAnyShapePass(ClientProtocol client) {
		Answer answer = gateways.gateway(GatewaySpec.of(Door.DIRECT).serving(client))
			.client(client)
			.send(Call.chat("gpt-4", false)
				.header("authorization", "Basic x")
				.header("x-anything", "\u00e9 at all")
				.header("cookie", "a=b"));
		assertThat(answer.status()).isEqualTo(200);
	}

	private static GatewaySpec team(ClientProtocol client, Door door) {
		return GatewaySpec.of(door)
			.serving(client)
			.with(Team.class)
			.with("server.forward-headers-strategy", "native")
			.with("llm.gateway.upstream.request-headers", "*");
	}

	private static Call forwarded(Call call) {
		return call.header("forwarded", "for=192.0.2.9;host=evil.example")
			.header("X-Forwarded-For", "192.0.2.9")
			.header("x-forwarded-host", "evil.example")
			.header("x-forwarded-proto", "gopher")
			.header("x-forwarded-prefix", "/admin")
			.header("x-forwarded-for", "192.0.2.10")
			.header("x-forward", "kept");
	}

	@ParameterizedTest
	@MethodSource("places")
	void whenForwardedHeadersComeFromOutsideThenNobodySeesThemOnASurface(Place place) throws Exception {
		RunningGateway gateway = gateways.gateway(team(place.client(), place.door()));
		for (Call call : List.of(Call.chat("gpt-4", false),
				Call.post("/v1/chat/completions?x=/v1/", "{\"model\":\"gpt-4\",\"messages\":[]}"))) {
			assertThat(gateway.client(place.client()).send(forwarded(call)).status()).isEqualTo(200);
			Seen seen = Team.await();
			assertThat(seen.headers().headerNames()).noneMatch((name) -> name.toLowerCase().contains("forwarded"))
				.contains("x-forward");
			assertThat(seen.remote()).isEqualTo("127.0.0.1");
			assertThat(gateway.awaitRequest().headers().keySet()).noneMatch((name) -> name.contains("forwarded"))
				.contains("x-forward");
		}
	}

	@ParameterizedTest
	@MethodSource("places")
	void whenForwardedHeadersComeFromATrustedProxyThenTheyAreBelieved(Place place) throws Exception {
		RunningGateway gateway = gateways.gateway(
				team(place.client(), place.door()).with(RULES + "trusted-proxies", "fd00::/8, 10.0.0.1, 127.0.0.0/8"));
		assertThat(gateway.client(place.client()).send(forwarded(Call.chat("gpt-4", false))).status()).isEqualTo(200);
		Seen seen = Team.await();
		assertThat(seen.headers().headerNames()).anyMatch("x-forwarded-host"::equalsIgnoreCase);
		if (place.client() != ClientProtocol.H3) {
			// Reactor Netty is not told of server.forward-headers-strategy on HTTP/3.
			assertThat(seen.remote()).isEqualTo("192.0.2.9");
		}
		gateway.awaitRequest();
	}

	@Test
	void whenForwardedHeadersComeForSomethingElseThenTheApplicationDecides() throws Exception {
		RunningGateway gateway = gateways.gateway(team(ClientProtocol.H1, Door.DIRECT));
		gateway.client(ClientProtocol.H1).send(forwarded(Call.get("/elsewhere")));
		assertThat(Team.await().headers().headerNames()).anyMatch("x-forwarded-host"::equalsIgnoreCase);
	}

	@Test
	void whenTheTargetIsAWholeUriThenForwardedHeadersAreDroppedToo() throws Exception {
		RunningGateway gateway = gateways.gateway(team(ClientProtocol.H1, Door.DIRECT));
		gateway.closing(new RawSocket(gateway.port()))
			.send("POST http://x/v1/chat/completions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
					+ "x-forwarded-for: 192.0.2.9\r\ncontent-length: 17\r\n\r\n{\"model\":\"gpt-4\"}")
			.readUntil("\r\n\r\n");
		assertThat(Team.await().remote()).isEqualTo("127.0.0.1");
		gateway.awaitRequest();
	}

	@ParameterizedTest
	@EnumSource(Door.class)
	void whenConnectionNamesHeadersThenTheyGoNoFurther(Door door) {
		RunningGateway gateway = gateways
			.gateway(GatewaySpec.of(door).with("llm.gateway.upstream.request-headers", "*"));
		Map<String, String> hops = Map.of("x-hop", "1", "openai-beta", "x", "x-kept", "2");
		Call call = Call.chat("gpt-4", false)
			.header("connection", "Authorization , X-Hop,host")
			.header("connection", "openai-beta,x-request-id,,")
			.header("authorization", "Bearer of-the-caller")
			.header("http2-settings", "AAMAAABk")
			.header("x-http2-stream-id", "7");
		for (Map.Entry<String, String> hop : hops.entrySet()) {
			call = call.header(hop.getKey(), hop.getValue());
		}
		assertThat(gateway.client(ClientProtocol.H1).send(call).status()).isEqualTo(200);
		MockRequest request = gateway.awaitRequest();
		assertThat(request.headers()).doesNotContainKeys("x-hop", "openai-beta", "connection", "http2-settings",
				"x-http2-stream-id");
		assertThat(request.header("x-kept")).isEqualTo("2");
		assertThat(request.header("authorization")).isEqualTo("Bearer " + GatewaySpec.OPENAI_KEY);
		assertThat(request.header("host")).isEqualTo("127.0.0.1:" + gateway.mock().port());
		assertThat(request.header("x-request-id")).isNotBlank();
	}

	/**
	 * What a web filter of a team saw.
	 *
	 * @param headers the headers
	 * @param remote the address of the client
	 */
	record Seen(HttpHeaders headers, String remote) {

	}

	/** A team that looks at where requests come from. */
	@Configuration(proxyBeanMethods = false)
	static class Team {

		private static final BlockingQueue<Seen> SEEN = new LinkedBlockingQueue<>();

		static Seen await() throws InterruptedException {
			Seen seen = SEEN.poll(10, TimeUnit.SECONDS);
			assertThat(seen).as("a request at the team's filter").isNotNull();
			return seen;
		}

		@Bean
		WebFilter looking() {
			return (exchange, chain) -> {
				HttpHeaders headers = new HttpHeaders();
				exchange.getRequest().getHeaders().forEach(headers::addAll);
				InetSocketAddress remote = exchange.getRequest().getRemoteAddress();
				SEEN.add(new Seen(headers, (remote != null) ? remote.getHostString() : "unknown"));
				return chain.filter(exchange);
			};
		}

	}

}
