package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
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
