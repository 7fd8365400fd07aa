package org.llmgateway.upstream;

import java.time.Duration;

import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.http.Http3SslContextSpec;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.client.Http2AllocationStrategy;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

import org.springframework.boot.ssl.SslBundle;

import org.llmgateway.exchange.Http3CancelHandler;
import org.llmgateway.exchange.Http3EndHandler;
import org.llmgateway.provider.Provider;
import org.llmgateway.provider.UpstreamProtocol;

/**
 * Makes the clients of one provider.
 */
final class HttpClientFactory {

	private static final String JOINER = "llm.joiner";

	private static final int H2_CONNECTIONS = 4;

	private static final int STREAMS = 100;

	private static final long H3_WINDOW = 16L << 20;

	private final Provider provider;

	private final UpstreamProperties.Upstream properties;

	private final UpstreamTls tls;

	private final AddressResolverGroup<?> names;

	/** Of connections over QUIC, whose buffers are freed on their event loop. */
	private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	HttpClientFactory(Provider provider, UpstreamProperties.Upstream properties, UpstreamTls tls,
			AddressResolverGroup<?> names) {
		this.provider = provider;
		this.properties = properties;
		this.tls = tls;
		this.names = names;
	}

	PerLoopClients perLoop() {
		return new PerLoopClients(this::pool, this::client, this.sockets);
	}

	/**
	 * No maximal life time: it would cut streams that are longer.
	 */
	private ConnectionProvider pool() {
		ConnectionProvider.Builder pool = ConnectionProvider.builder("llm-" + this.provider.name())
			.maxConnections(this.properties.maxConnections())
			.pendingAcquireTimeout(this.properties.connectTimeout().plusSeconds(2))
			.maxIdleTime(this.properties.maxIdleTime())
			.evictInBackground(Duration.ofSeconds(30))
			.lifo();
		if (this.provider.protocol() == UpstreamProtocol.H2) {
			pool.allocationStrategy(Http2AllocationStrategy.builder()
				.minConnections(1)
				.maxConnections(H2_CONNECTIONS)
				.maxConcurrentStreams(STREAMS)
				.build());
		}
		return pool.build();
	}

	private HttpClient client(ConnectionProvider pool, LoopResources loop) {
		HttpClient client = HttpClient.create(pool)
			.runOn(loop)
			.remoteAddress(this.provider::address)
			.resolver(this.names)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.properties.connectTimeout().toMillis())
			.httpResponseDecoder(
					(decoder) -> decoder.maxHeaderSize((int) this.properties.maxResponseHeaderSize().toBytes()))
			.followRedirect(false)
			.compress(false);
		if (this.provider.protocol() == UpstreamProtocol.H3) {
			return overQuic(client.protocol(HttpProtocol.HTTP3));
		}
		return perStream(this.provider.isSecure() ? secure(client.protocol(HttpProtocol.H2, HttpProtocol.HTTP11))
				: client.protocol(HttpProtocol.H2C));
	}

	private HttpClient secure(HttpClient client) {
		Http2SslContextSpec spec = Http2SslContextSpec.forClient();
		spec.configure(this.tls::configure);
		SslProvider.GenericSslContextSpec<SslContextBuilder> generic = spec;
		return client.secure((ssl) -> ssl.sslContext(generic));
	}

	private HttpClient overQuic(HttpClient client) {
		Http3SslContextSpec spec = Http3SslContextSpec.forClient();
		SslBundle bundle = this.tls.bundle();
		if (bundle != null) {
			spec.configure((ssl) -> ssl.trustManager(bundle.getManagers().getTrustManagerFactory()));
		}
		return client.secure((ssl) -> ssl.sslContext(spec))
			.http3Settings((settings) -> settings.idleTimeout(this.properties.responseTimeout().plusSeconds(60))
				.maxData(H3_WINDOW)
				.maxStreamDataBidirectionalLocal(H3_WINDOW)
				.maxStreamDataBidirectionalRemote(H3_WINDOW)
				.maxStreamsBidirectional(STREAMS))
			.doOnChannelInit((observer, channel, remote) -> {
				if (channel instanceof QuicChannel) {
					this.sockets.add(channel.parent());
				}
				Http3CancelHandler.closeSocketWith(channel);
			})
			.doOnRequest((request, connection) -> {
				ChannelPipeline pipeline = connection.channel().pipeline();
				pipeline.addFirst(Http3CancelHandler.NAME, Http3CancelHandler.INSTANCE);
				Http3EndHandler.install(pipeline, Http3CancelHandler.NAME, NettyPipeline.H3ToHttp11Codec);
				join(connection);
			});
	}

	/** On HTTP/2 and HTTP/3 a request has a channel of its own. */
	private static HttpClient perStream(HttpClient client) {
		return client.doOnRequest((request, connection) -> join(connection));
	}

	private static void join(Connection connection) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		if (pipeline.get(JOINER) == null) {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, JOINER, new ReadJoiner());
		}
	}

}
