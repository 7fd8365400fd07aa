package org.llmgateway.protocol;

import java.net.InetAddress;
import java.util.function.Function;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;

/**
 * Puts the HTTP/3 server together: certificate, limits and guards around the
 * application's handler.
 */
final class Http3ServerFactory {

	private final ProtocolProperties protocol;

	private final Http3Properties properties;

	private final QuicConnections connections;

	private final QuicCertificate certificate;

	private final RequestSetup requests;

	private final ReactorResourceFactory resources;

	private final @Nullable InetAddress address;

	Http3ServerFactory(ProtocolProperties protocol, QuicConnections connections, QuicCertificate certificate,
			RequestSetup requests, ReactorResourceFactory resources, @Nullable InetAddress address) {
		this.protocol = protocol;
		this.connections = connections;
		this.properties = connections.properties();
		this.certificate = certificate;
		this.requests = requests;
		this.resources = resources;
		this.address = address;
	}

	/**
	 * A function that makes the server for one set of connections.
	 */
	Function<Http3Drain, HttpServer> serving(HttpHandler handler) {
		return (drain) -> create(drain).handle(new ReactorHttpHandlerAdapter(handler));
	}

	private HttpServer create(Http3Drain drain) {
		Http3Properties http3 = this.properties;
		LoopResources loops = this.resources.getLoopResources();
		HttpServer server = HttpServer.create()
			.protocol(HttpProtocol.HTTP3)
			.secure((spec) -> spec.sslContext(this.certificate.reloading()))
			.runOn((http3.listeners() > 1) ? new SharedPortLoopResources(loops) : loops)
			.http3Settings((settings) -> settings.idleTimeout(http3.idleTimeout())
				.maxData(http3.connectionWindow().toBytes())
				.maxStreamDataBidirectionalLocal(http3.streamWindow().toBytes())
				.maxStreamDataBidirectionalRemote(http3.streamWindow().toBytes())
				.maxStreamsBidirectional(http3.maxStreams())
				.maxFieldSectionSize(this.protocol.headerLimit().hardBytes())
				.tokenHandler(new RetryTokenHandler(this.connections)))
			.doOnBound((bound) -> bound.channel()
				.pipeline()
				.addFirst(QuicDatagramGuard.NAME, new QuicDatagramGuard(this.connections)))
			.doOnChannelInit(this.protocol.forwardedHeaders())
			.doOnChannelInit((observer, channel, remote) -> guard(channel, drain))
			.doOnConnection(this.requests::install)
			.mapHandle(this.requests.guard());
		return (this.address != null) ? server.host(this.address.getHostAddress()) : server;
	}

	private void guard(Channel connection, Http3Drain drain) {
		drain.install(connection);
		connection.pipeline()
			.addFirst(Http3HandshakeTimeout.NAME, new Http3HandshakeTimeout(this.properties.handshakeTimeout()));
	}

}
