package org.llmgateway.test;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/**
 * The sockets of the mock: one TCP listener, and a UDP one on the same port for HTTP/3.
 */
final class MockServer {

	private final ChannelGroup listeners = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

	private final MockProvider provider;

	private final LoopResources loops;

	private final EventLoopGroup group;

	private int port;

	MockServer(MockProvider provider, int eventLoops) {
		this.provider = provider;
		this.loops = LoopResources.create("mock-llm", eventLoops, true);
		this.group = this.loops.onServer(true);
	}

	void listen(String host, int port, @Nullable LocalCertificate certificate, boolean http3) {
		ServerBootstrap tcp = new ServerBootstrap().group(this.group)
			.channelFactory(() -> this.loops.onChannel(ServerSocketChannel.class, this.group))
			.option(ChannelOption.SO_BACKLOG, 4096)
			.option(ChannelOption.SO_REUSEADDR, true)
			.childOption(ChannelOption.TCP_NODELAY, true)
			.childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator(512, 16384, 262_144))
			.childHandler(new TcpPipeline(this.provider, this.connections, certificate));
		Channel listener = bound(tcp.bind(host, port));
		this.listeners.add(listener);
		this.port = ((InetSocketAddress) listener.localAddress()).getPort();
		if (http3 && certificate != null) {
			Bootstrap udp = new Bootstrap().group(this.group)
				.channelFactory(() -> this.loops.onChannel(DatagramChannel.class, this.group))
				.handler(QuicPipeline.codec(this.provider, this.connections, certificate));
			this.listeners.add(bound(udp.bind(host, this.port)));
		}
	}

	private static Channel bound(ChannelFuture bind) {
		bind.awaitUninterruptibly();
		if (!bind.isSuccess()) {
			throw new IllegalStateException("The mock could not listen", bind.cause());
		}
		return bind.channel();
	}

	int port() {
		return this.port;
	}

	int connections() {
		return this.connections.size();
	}

	CompletableFuture<Void> goAway(int refused) {
		return CompletableFuture.allOf(this.connections.stream()
			.map((connection) -> GoAway.send(connection, refused))
			.toArray(CompletableFuture[]::new));
	}

	void close() {
		this.connections.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
		this.listeners.close().awaitUninterruptibly(5, TimeUnit.SECONDS);
		CountDownLatch disposed = new CountDownLatch(1);
		this.loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5))
			.doFinally((signal) -> disposed.countDown())
			.subscribe();
		try {
			disposed.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
