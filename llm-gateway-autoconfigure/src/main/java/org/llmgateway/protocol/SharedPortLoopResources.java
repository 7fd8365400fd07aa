package org.llmgateway.protocol;

import java.time.Duration;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

/**
 * Event loops whose UDP sockets share a port (SO_REUSEPORT). Set on the socket itself: as
 * an option of the server it would also be offered to each QUIC connection, which does
 * not know it.
 */
final class SharedPortLoopResources implements LoopResources {

	private final LoopResources delegate;

	SharedPortLoopResources(LoopResources delegate) {
		this.delegate = delegate;
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		C channel = this.delegate.onChannel(channelType, group);
		if (channel instanceof DatagramChannel && !channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true)) {
			throw new ProtocolConfigurationException(
					"llm.gateway.http3.listeners is above 1, which needs SO_REUSEPORT, but the transport does not have it.",
					"Set llm.gateway.http3.listeners to 1, or llm.gateway.transport to auto on a platform with a native transport.");
		}
		return channel;
	}

	@Override
	public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
		return this.delegate.onChannelClass(channelType, group);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return this.delegate.onClient(useNative);
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return this.delegate.onServer(useNative);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return this.delegate.onServerSelect(useNative);
	}

	@Override
	public boolean daemon() {
		return this.delegate.daemon();
	}

	@Override
	public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
		return this.delegate.disposeLater(quietPeriod, timeout);
	}

}
