package org.llmgateway.route;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.netty.Connection;

import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;

/**
 * Finds the channel below Spring's response.
 */
final class ClientChannel {

	private ClientChannel() {
	}

	/**
	 * The channel of the client's connection (HTTP/1.1) or stream (HTTP/2, HTTP/3).
	 * @param response Spring's response, decorated or not
	 * @return the channel, or {@code null} where the server is not Reactor Netty's
	 */
	static @Nullable Channel of(ServerHttpResponse response) {
		ServerHttpResponse inner = response;
		while (inner instanceof ServerHttpResponseDecorator decorator) {
			inner = decorator.getDelegate();
		}
		try {
			return (inner instanceof AbstractServerHttpResponse server
					&& server.getNativeResponse() instanceof Connection connection) ? connection.channel() : null;
		}
		catch (IllegalStateException ex) {
			// A mock response has no native one.
			return null;
		}
	}

}
