package org.llmgateway.upstream;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.AddressResolverGroup;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import org.llmgateway.provider.Provider;

/**
 * HTTP/1.1 to a provider, on Netty itself: one pool of connections for each event loop,
 * so that nothing is locked and nothing changes threads.
 */
final class Http1Leg implements UpstreamLeg {

	private static final int MAX_READ = 16 * 1024;

	private final Provider provider;

	private final UpstreamProperties.Upstream properties;

	private final @Nullable SslContext ssl;

	private final Supplier<LoopResources> loops;

	private final AddressResolverGroup<InetSocketAddress> names;

	private final IdleConnections kept;

	private final Map<EventLoop, Http1Pool> pools = new ConcurrentHashMap<>();

	/**
	 * Prepares a leg; connections are made when they are needed.
	 * @param provider the provider
	 * @param properties bounds and times
	 * @param tls what to trust, where the provider speaks TLS
	 * @param loops knows which channels fit an event loop
	 * @param names resolves the provider's name for each connection
	 * @param kept how many idle connections there may be
	 */
	Http1Leg(Provider provider, UpstreamProperties.Upstream properties, UpstreamTls tls, Supplier<LoopResources> loops,
			AddressResolverGroup<InetSocketAddress> names, IdleConnections kept) {
		this.provider = provider;
		this.properties = properties;
		this.ssl = provider.isSecure() ? tls.context() : null;
		this.loops = loops;
		this.names = names;
		this.kept = kept;
	}

	@Override
	public Mono<UpstreamResponse> send(UpstreamRequest request, EventLoop eventLoop, Listener listener) {
		return new Http1Exchange(pool(eventLoop), request, listener);
	}

	private Http1Pool pool(EventLoop eventLoop) {
		Http1Pool pool = this.pools.get(eventLoop);
		return (pool != null) ? pool : this.pools.computeIfAbsent(eventLoop,
				(loop) -> new Http1Pool(this.provider, this.properties, this.ssl, bootstrap(loop), this.kept));
	}

	private Bootstrap bootstrap(EventLoop loop) {
		return new Bootstrap().group(loop)
			.channel(this.loops.get().onChannelClass(SocketChannel.class, loop))
			.resolver(this.names)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) this.properties.connectTimeout().toMillis())
			// What one turn of the loop reads is handed on as one: it must not be
			// much for a client that may be slow.
			.option(ChannelOption.RECVBUF_ALLOCATOR,
					new AdaptiveRecvByteBufAllocator(64, 2048, MAX_READ).maxMessagesPerRead(2));
	}

	@Override
	public Mono<Void> close() {
		return Mono.fromRunnable(() -> this.pools.values().forEach(Http1Pool::close));
	}

}
