package org.llmgateway.bench;

import java.time.Duration;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import org.llmgateway.bench.load.Protocol;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.HttpClient;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * Reactor Netty's client, set up for one protocol.
 */
final class ProtocolClient {

	private static final long STREAM_WINDOW = 1 << 20;

	private static final long CONNECTION_WINDOW = 16 << 20;

	private static final Duration IDLE = Duration.ofSeconds(60);

	private ProtocolClient() {
	}

	static HttpClient of(Protocol protocol, boolean tls, boolean insecure) {
		HttpClient client = HttpClient.newConnection();
		return switch (protocol) {
			case H1 -> tls ? h1(client, insecure) : client;
			case H2C -> client.protocol(HttpProtocol.H2C);
			case H2 -> h2(client, insecure);
			case H3 -> h3(client, insecure);
		};
	}

	private static HttpClient h1(HttpClient client, boolean insecure) {
		Http11SslContextSpec spec = Http11SslContextSpec.forClient();
		return secured(client, insecure ? spec.configure(ProtocolClient::trustAll) : spec);
	}

	private static HttpClient h2(HttpClient client, boolean insecure) {
		Http2SslContextSpec spec = Http2SslContextSpec.forClient();
		return secured(client.protocol(HttpProtocol.H2), insecure ? spec.configure(ProtocolClient::trustAll) : spec);
	}

	private static HttpClient secured(HttpClient client, GenericSslContextSpec<?> spec) {
		return client.secure((secure) -> secure.sslContext(spec));
	}

	private static void trustAll(SslContextBuilder builder) {
		builder.trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null);
	}

	private static HttpClient h3(HttpClient client, boolean insecure) {
		Http3SslContextSpec spec = Http3SslContextSpec.forClient();
		if (insecure) {
			spec.configure((ssl) -> ssl.trustManager(InsecureTrustManagerFactory.INSTANCE)
				.endpointIdentificationAlgorithm(""));
		}
		return secured(client.protocol(HttpProtocol.HTTP3), spec).http3Settings((settings) -> settings.idleTimeout(IDLE)
			.maxData(CONNECTION_WINDOW)
			.maxStreamDataBidirectionalLocal(STREAM_WINDOW)
			.maxStreamDataBidirectionalRemote(STREAM_WINDOW)
			.maxStreamsBidirectional(1));
	}

}
