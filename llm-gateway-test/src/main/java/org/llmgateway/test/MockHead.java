package org.llmgateway.test;

import java.util.Map;

import io.netty.channel.Channel;

/**
 * Head of a request as it came from the wire.
 *
 * @param method HTTP method
 * @param path path with query
 * @param protocol {@code HTTP/1.1}, {@code HTTP/2.0} or {@code HTTP/3.0}
 * @param headers header fields in order, names as received
 * @param connection channel of the connection
 */
record MockHead(String method, String path, String protocol,
		Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> headers, Channel connection) {

}
