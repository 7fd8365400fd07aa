package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.llmgateway.provider.Provider;

/**
 * One request to one endpoint, ready to be sent.
 *
 * @param provider where it goes
 * @param method the HTTP method
 * @param target path and query
 * @param headers all headers, credentials included
 * @param body the whole body, owned by the request
 * @param content the body as a stream, where there is no whole one
 */
record UpstreamRequest(Provider provider, String method, String target, HttpHeaders headers, @Nullable ByteBuf body,
		@Nullable Publisher<ByteBuf> content) {

	/**
	 * The request as HTTP/1.1 sends it: with the whole body, if there is one.
	 * @return the request, whose content the receiver owns
	 */
	HttpRequest toHttp1() {
		HttpMethod name = HttpMethod.valueOf(this.method);
		if (this.content == null) {
			ByteBuf whole = (this.body != null) ? this.body.retainedDuplicate() : Unpooled.EMPTY_BUFFER;
			return new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, name, this.target, whole, this.headers,
					EmptyHttpHeaders.INSTANCE);
		}
		if (!this.headers.contains(HttpHeaderNames.CONTENT_LENGTH)) {
			this.headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		return new DefaultHttpRequest(HttpVersion.HTTP_1_1, name, this.target, this.headers);
	}

	/**
	 * Lets go of the body; the request cannot be sent any more.
	 */
	void release() {
		if (this.body != null) {
			this.body.release();
		}
	}

	@Override
	public String toString() {
		return this.method + " " + this.target + " to " + this.provider;
	}

}
