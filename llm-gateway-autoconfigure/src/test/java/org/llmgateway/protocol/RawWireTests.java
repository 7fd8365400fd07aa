package org.llmgateway.protocol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http3.DefaultHttp3DataFrame;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.DefaultHttp3HeadersFrame;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.handler.codec.http3.Http3HeadersFrame;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RunningGateway;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which frames and fields go over the wire of HTTP/2 and HTTP/3, from a provider through
 * the whole gateway, as clients see them that add and hide nothing.
 */
class RawWireTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	static Stream<Arguments> cases() {
		return Stream.of(Door.values())
			.flatMap((door) -> Stream.of(true, false).map((stream) -> Arguments.of(door, stream)));
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenProviderSendsHopByHopHeadersAndTrailersThenHttp2HasNone(Door door, boolean stream) throws Exception {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door).serving(ClientProtocol.H2C));
		gateway.mock().respond(response(stream));
		try (RawHttp2Client client = new RawHttp2Client(gateway.port())) {
			RawHttp2Client.Stream request = client.open(RawHttp2Client.headers("POST", "/v1/chat/completions")
				.add("content-type", "application/json")
				.add("trailer", "x-checksum"), false);
			request.channel.write(new DefaultHttp2DataFrame(body(stream), false));
			request.channel
				.writeAndFlush(new DefaultHttp2HeadersFrame(new DefaultHttp2Headers().add("x-checksum", "1"), true));
			List<Object> answer = request.awaitAll();
			assertThat(answer).filteredOn(Http2HeadersFrame.class::isInstance).hasSize(1);
			assertNames(((Http2HeadersFrame) answer.get(0)).headers().names(), stream);
			assertContent(answer.subList(1, answer.size()), stream);
		}
		assertNoTrailers(gateway.awaitRequest());
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenProviderSendsHopByHopHeadersAndTrailersThenHttp3HasNone(Door door, boolean stream) throws Exception {
		RunningGateway gateway = gateways.gateway(GatewaySpec.of(door).serving(ClientProtocol.H3));
		gateway.mock().respond(response(stream));
		Http3Headers head = new DefaultHttp3Headers().method("POST")
			.scheme("https")
			.authority("localhost")
			.path("/v1/chat/completions")
			.set("content-type", "application/json")
			.set("trailer", "x-checksum");
		try (RawHttp3Client client = new RawHttp3Client().connect(gateway.port())) {
			RawStream request = client.begin(head);
			request.stream.write(new DefaultHttp3DataFrame(body(stream)));
			request.stream
				.writeAndFlush(new DefaultHttp3HeadersFrame(new DefaultHttp3Headers().set("x-checksum", "1")));
			request.stream.shutdownOutput();
			List<Object> answer = request.awaitAll();
			assertThat(answer).filteredOn(Http3HeadersFrame.class::isInstance).hasSize(1);
			assertNames(((Http3HeadersFrame) answer.get(0)).headers().names(), stream);
			assertContent(answer.subList(1, answer.size()), stream);
		}
		assertNoTrailers(gateway.awaitRequest());
	}

	private static MockResponse response(boolean stream) {
		return MockResponse.status(200)
			.header("content-type", stream ? "text/event-stream" : "application/json")
			.header("connection", "keep-alive, x-hop")
			.header("keep-alive", "timeout=5")
			.header("proxy-connection", "keep-alive")
			.header("upgrade", "h2c")
			.header("x-hop", "1")
			.header("trailer", "x-checksum")
			.header("x-kept", "1")
			.write(content(stream))
			.chunked()
			.trailer("x-checksum", "1")
			.build();
	}

	private static String content(boolean stream) {
		return stream ? "data: [DONE]\n\n" : "{}";
	}

	private static ByteBuf body(boolean stream) {
		return Unpooled.copiedBuffer("{\"model\":\"gpt-4\",\"stream\":" + stream + "}", StandardCharsets.UTF_8);
	}

	private static void assertNames(Set<CharSequence> names, boolean stream) {
		Set<String> actual = new TreeSet<>();
		names.forEach((name) -> actual.add(name.toString()));
		Set<String> expected = new TreeSet<>(Set.of(":status", "content-type", "x-kept", "x-request-id"));
		expected.addAll(stream ? Set.of("cache-control", "x-accel-buffering") : Set.of("content-length"));
		assertThat(actual).isEqualTo(expected);
	}

	private static void assertContent(List<Object> data, boolean stream) {
		StringBuilder content = new StringBuilder();
		data.forEach(content::append);
		assertThat(content).hasToString(content(stream));
	}

	private static void assertNoTrailers(MockRequest request) {
		assertThat(request.headers()).containsKey("content-length")
			.doesNotContainKeys("trailer", "x-checksum", "transfer-encoding");
	}

}
