package org.llmgateway.protocol;

import org.llmgateway.protocol.ProtocolProperties.Transport;
import reactor.netty.resources.LoopResources;

/**
 * Makes the event loops of the application: one set, which accepts, serves and calls
 * upstream, so that a request can stay on one loop.
 */
final class EventLoops {

	private EventLoops() {
	}

	static LoopResources create(ProtocolProperties properties) {
		int loops = properties.resolvedEventLoops();
		LoopResources resources = LoopResources.create("llm", loops, true);
		return (properties.transport() == Transport.NIO) ? new NioLoopResources(resources) : resources;
	}

}
