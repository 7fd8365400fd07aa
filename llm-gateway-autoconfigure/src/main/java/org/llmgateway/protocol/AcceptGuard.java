package org.llmgateway.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection for which there is no place before anything is set up for it, and
 * says once when connections cannot be accepted, such as for want of file descriptors,
 * and once when they are again.
 * <p>
 * Stands in the pipeline of a server's socket, before Reactor Netty's acceptor, which
 * stops accepting for a second after each failure.
 */
final class AcceptGuard extends ChannelInboundHandlerAdapter {

	static final String NAME = "llm.accept";

	private static final Log logger = LogFactory.getLog(AcceptGuard.class);

	private final ConnectionLimit limit;

	private final GuardCounts counts;

	private boolean failing;

	AcceptGuard(ConnectionLimit limit, GuardCounts counts) {
		this.limit = limit;
		this.counts = counts;
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		if (this.failing) {
			this.failing = false;
			logger.info("Connections are accepted again");
		}
		if (!(msg instanceof Channel connection) || take(connection)) {
			ctx.fireChannelRead(msg);
		}
	}

	private boolean take(Channel connection) {
		InetAddress address = addressOf(connection);
		GuardReason reason = this.limit.enter(address);
		if (reason == null) {
			connection.closeFuture().addListener((closed) -> this.limit.leave(address));
			return true;
		}
		this.counts.add(reason);
		connection.unsafe().closeForcibly();
		return false;
	}

	private static @Nullable InetAddress addressOf(Channel connection) {
		return (connection.remoteAddress() instanceof InetSocketAddress remote) ? remote.getAddress() : null;
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		this.counts.addAcceptError();
		if (!this.failing) {
			this.failing = true;
			logger.warn("Connections cannot be accepted, the next attempt is in a second: " + cause.getMessage());
		}
		ctx.fireExceptionCaught(cause);
	}

}
