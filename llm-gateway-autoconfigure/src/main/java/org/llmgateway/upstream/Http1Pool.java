package org.llmgateway.upstream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

import org.llmgateway.provider.Provider;

/**
 * The HTTP/1.1 connections from one event loop to one provider. All of it runs on that
 * loop. The connection that was used last is used first, so that those that are not
 * needed grow old; none is closed for its age while it is in use.
 */
final class Http1Pool {

	private static final long HANDSHAKE_MILLIS = 10_000;

	private final Provider provider;

	private final long maxIdleNanos;

	private final int maxHeaderSize;

	private final @Nullable SslContext ssl;

	private final EventLoop eventLoop;

	private final Bootstrap bootstrap;

	private final IdleConnections kept;

	private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();

	private final Set<Http1Connection> all = new HashSet<>();

	private boolean sweeping;

	private boolean closed;

	/**
	 * Creates a pool.
	 * @param provider the provider
	 * @param properties bounds and times
	 * @param ssl where the provider speaks TLS
	 * @param bootstrap opens connections on one event loop
	 * @param kept how many idle ones there may be, in this pool and all others
	 */
	Http1Pool(Provider provider, UpstreamProperties.Upstream properties, @Nullable SslContext ssl, Bootstrap bootstrap,
			IdleConnections kept) {
		this.provider = provider;
		this.maxIdleNanos = properties.maxIdleTime().toNanos();
		this.maxHeaderSize = (int) properties.maxResponseHeaderSize().toBytes();
		this.ssl = ssl;
		this.eventLoop = (EventLoop) bootstrap.config().group();
		this.bootstrap = bootstrap.handler(new Initializer());
		this.kept = kept;
		kept.add(this::trimLater);
	}

	EventLoop eventLoop() {
		return this.eventLoop;
	}

	/**
	 * An idle connection.
	 * @return the connection used last, or {@code null} if a new one is needed
	 */
	@Nullable Http1Connection take() {
		long now = System.nanoTime();
		for (Http1Connection last = this.idle.pollLast(); last != null; last = this.idle.pollLast()) {
			this.kept.taken();
			if (last.isActive() && now - last.idleSince() < this.maxIdleNanos) {
				return last;
			}
			last.close();
		}
		return null;
	}

	/**
	 * Opens a connection, TLS included.
	 * @param exchange told of the connection or of the failure
	 */
	void connect(Http1Exchange exchange) {
		this.bootstrap.connect(this.provider.address()).addListener((ChannelFuture connecting) -> {
			if (!connecting.isSuccess()) {
				exchange.failed(connecting.cause());
				return;
			}
			Channel channel = connecting.channel();
			Http1Connection connection = channel.pipeline().get(Http1Connection.class);
			SslHandler handshake = channel.pipeline().get(SslHandler.class);
			if (handshake == null) {
				exchange.connected(connection);
				return;
			}
			handshake.handshakeFuture().addListener((done) -> {
				if (done.isSuccess()) {
					exchange.connected(connection);
				}
				else {
					channel.close();
					exchange.failed(done.cause());
				}
			});
		});
	}

	/**
	 * Closes the connections that serve nothing.
	 */
	void closeIdle() {
		for (Http1Connection next = this.idle.poll(); next != null; next = this.idle.poll()) {
			this.kept.taken();
			next.close();
		}
	}

	/**
	 * Takes a connection back that can serve another request.
	 * @param connection the connection
	 */
	void put(Http1Connection connection) {
		if (this.closed || !connection.isActive()) {
			connection.close();
			return;
		}
		this.idle.addLast(connection);
		this.kept.idle();
		trim();
		if (!this.sweeping && !this.idle.isEmpty()) {
			this.sweeping = true;
			this.eventLoop.schedule(this::sweep, this.maxIdleNanos, TimeUnit.NANOSECONDS);
		}
	}

	private void trimLater() {
		if (!this.eventLoop.isShuttingDown()) {
			this.eventLoop.execute(this::trim);
		}
	}

	/** Closes the oldest of those that are too many. */
	private void trim() {
		while (!this.idle.isEmpty() && this.kept.takeExcess()) {
			this.idle.removeFirst().close();
		}
	}

	/** Closes what has been idle too long, and comes back when the next one will be. */
	private void sweep() {
		long now = System.nanoTime();
		Http1Connection first = this.idle.peekFirst();
		while (first != null && now - first.idleSince() >= this.maxIdleNanos) {
			this.idle.pollFirst();
			this.kept.taken();
			first.close();
			first = this.idle.peekFirst();
		}
		this.sweeping = first != null;
		if (first != null) {
			this.eventLoop.schedule(this::sweep, this.maxIdleNanos - (now - first.idleSince()), TimeUnit.NANOSECONDS);
		}
	}

	void opened(Http1Connection connection) {
		this.all.add(connection);
	}

	void gone(Http1Connection connection) {
		if (this.all.remove(connection) && this.idle.remove(connection)) {
			this.kept.taken();
		}
	}

	/**
	 * Closes the connections; may be called from any thread. Where the event loop has
	 * ended before, they are closed.
	 */
	void close() {
		if (!this.eventLoop.isShuttingDown()) {
			this.eventLoop.execute(() -> {
				this.closed = true;
				new ArrayList<>(this.all).forEach(Http1Connection::close);
			});
		}
	}

	private final class Initializer extends ChannelInitializer<SocketChannel> {

		@Override
		protected void initChannel(SocketChannel channel) {
			Http1Pool pool = Http1Pool.this;
			if (pool.ssl != null) {
				SslHandler handler = pool.ssl.newHandler(channel.alloc(), pool.provider.address().getHostString(),
						pool.provider.address().getPort());
				handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
				channel.pipeline().addLast(handler);
			}
			HttpDecoderConfig decoder = new HttpDecoderConfig().setMaxHeaderSize(pool.maxHeaderSize);
			channel.pipeline()
				.addLast(new HttpClientCodec(decoder, false, false), new ReadJoiner(),
						new Http1Connection(pool, channel));
		}

	}

}
