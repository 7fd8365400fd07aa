package org.llmgateway.protocol;

import io.netty.channel.EventLoopGroup;
import reactor.netty.resources.LoopResources;

/**
 * Event loops that stay on the JDK's selector even where a native transport is available.
 */
final class NioLoopResources extends DelegatingLoopResources {

	NioLoopResources(LoopResources delegate) {
		super(delegate);
	}

	@Override
	public EventLoopGroup onClient(boolean useNative) {
		return super.onClient(false);
	}

	@Override
	public EventLoopGroup onServer(boolean useNative) {
		return super.onServer(false);
	}

	@Override
	public EventLoopGroup onServerSelect(boolean useNative) {
		return super.onServerSelect(false);
	}

}
