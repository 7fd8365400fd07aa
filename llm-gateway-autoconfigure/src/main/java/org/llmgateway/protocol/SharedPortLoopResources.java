package org.llmgateway.protocol;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import reactor.netty.resources.LoopResources;

/**
 * Event loops whose UDP sockets share a port (SO_REUSEPORT). Set on the socket itself: as
 * an option of the server it would also be offered to each QUIC connection, which does
 * not know it.
 */
final class SharedPortLoopResources extends DelegatingLoopResources {

	SharedPortLoopResources(LoopResources delegate) {
		super(delegate);
	}

	@Override
	public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
		C channel = super.onChannel(channelType, group);
		if (channel instanceof DatagramChannel && !channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true)) {
			throw new ProtocolConfigurationException(
					"llm.gateway.http3.listeners is above 1, which needs SO_REUSEPORT, but the transport does not have it.",
					"Set llm.gateway.http3.listeners to 1, or llm.gateway.transport to auto on a platform with a native transport.");
		}
		return channel;
	}

}
