package org.llmgateway.protocol;

import java.util.function.BiFunction;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2StreamChannel;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.NettyPipeline;

/**
 * What every request of a server gets, whatever its protocol: a time-out on its body, the
 * headers of its answer, and a look at the request line.
 */
final class RequestSetup {

	private final ConnectionProperties properties;

	private final ResponseHeaders headers;

	private final RequestGuard guard;

	private final GuardCounts counts;

	RequestSetup(ConnectionProperties properties, ResponseHeaders headers, RequestGuard guard, GuardCounts counts) {
		this.properties = properties;
		this.headers = headers;
		this.guard = guard;
		this.counts = counts;
	}

	/**
	 * Adds the handlers to the pipeline of an HTTP/1.1 connection or of an HTTP/2 or
	 * HTTP/3 stream, once; called by Reactor Netty on the event loop.
	 */
	void install(Connection connection) {
		ChannelPipeline pipeline = connection.channel().pipeline();
		if (pipeline.get(NettyPipeline.ReactiveBridge) != null && pipeline.get(ResponseHeaders.NAME) == null) {
			pipeline.addBefore(NettyPipeline.ReactiveBridge, ResponseHeaders.NAME, this.headers);
			pipeline.addBefore(NettyPipeline.ReactiveBridge, RequestBodyTimeout.NAME, new RequestBodyTimeout(
					this.properties.requestTimeout(), this.properties.minBodyRate().toBytes(), this.counts));
			if (connection.channel() instanceof Http2StreamChannel stream) {
				Http2ConnectionGuard guard = stream.parent().pipeline().get(Http2ConnectionGuard.class);
				if (guard != null) {
					guard.track(stream);
				}
			}
		}
	}

	BiFunction<? super Mono<Void>, ? super Connection, ? extends Mono<Void>> guard() {
		return this.guard;
	}

}
