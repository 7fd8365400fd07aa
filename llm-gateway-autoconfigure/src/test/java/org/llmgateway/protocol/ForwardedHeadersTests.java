package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.exchange.ConfigurationFault;
import reactor.netty.ConnectionObserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * From whom forwarded headers are believed.
 */
class ForwardedHeadersTests {

	private static final List<String> TRUSTED = List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8", "2001:db8::1");

	private static boolean believed(SocketAddress from, String uri) {
		EmbeddedChannel connection = new EmbeddedChannel() {

			@Override
			protected SocketAddress remoteAddress0() {
				return from;
			}

		};
		new ForwardedHeaders(TRUSTED).onChannelInit(ConnectionObserver.emptyListener(), connection, null);
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, uri);
		request.headers().add("X-FORWARDED-For", "a").add("forwarded", "b").add("x-forwarded-for", "c").add("x-a", "d");
		ForwardedHeaders.drop(connection, request);
		assertThat(request.headers().get("x-a")).isEqualTo("d");
		assertThat(request.headers().size()).isIn(1, 4);
		connection.close();
		return request.headers().size() == 4;
	}

	@ParameterizedTest
	@CsvSource({ "10.255.0.1,true", "11.0.0.1,false", "192.0.2.7,true", "192.0.2.8,false", "fdff::1,true",
			"fe80::1,false", "2001:db8::1,true", "2001:db8::2,false", "::ffff:10.1.1.1,true", "127.0.0.1,false" })
	void whenTheAddressIsTrustedThenItsHeadersAreBelieved(String address, boolean trusted) {
		assertThat(believed(new InetSocketAddress(address, 1), "/v1/chat/completions")).isEqualTo(trusted);
	}

	@ParameterizedTest
	@CsvSource({ "/v1/messages,false", "/v1/messages?a=/x,false", "/v1/models#x,false", "http://h/v1/messages,false",
			"/v1/files/7,false", "/v1/other,true", "/actuator/health,true", "/,true" })
	void whenThePathIsASurfaceThenHeadersFromOutsideAreDropped(String uri, boolean kept) {
		assertThat(believed(new InetSocketAddress("127.0.0.1", 1), uri)).isEqualTo(kept);
	}

	@Test
	void whenTheClientHasNoIpAddressThenItIsNotTrusted() {
		assertThat(believed(new SocketAddress() {
		}, "/v1/messages")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0.0/", "10.0.0/8",
			"fd00::/129", "proxy.example/8", "10.0.0.0/8/8" })
	void whenARangeIsNoneThenTheStartFails(String range) {
		assertThatExceptionOfType(ConfigurationFault.class).isThrownBy(() -> new ForwardedHeaders(List.of(range)))
			.satisfies((fault) -> {
				assertThat(fault.property()).isEqualTo("llm.gateway.headers.trusted-proxies");
				assertThat(fault.value()).isEqualTo(range);
				assertThat(fault.action()).contains("10.0.0.0/8");
			});
	}

}
