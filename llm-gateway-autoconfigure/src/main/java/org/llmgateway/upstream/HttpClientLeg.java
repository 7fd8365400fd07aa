package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;

/**
 * HTTP/2 and HTTP/3 to a provider, on Reactor Netty's client.
 */
final class HttpClientLeg implements UpstreamLeg {

	private final PerLoopClients clients;

	HttpClientLeg(HttpClientFactory factory) {
		this.clients = factory.perLoop();
	}

	@Override
	public Mono<UpstreamResponse> send(UpstreamRequest request, EventLoop eventLoop, Listener listener) {
		HttpClientExchange exchange = new HttpClientExchange(listener);
		Flux<UpstreamResponse> call = this.clients.client(eventLoop)
			.request(HttpMethod.valueOf(request.method()))
			.uri(request.target())
			.send((outgoing, outbound) -> write(request, outgoing, outbound).then()
				.doOnSuccess((done) -> exchange.sent()))
			.responseConnection((head, connection) -> Mono.just(exchange.begin(head, connection)));
		return new HttpClientCall(call, request, exchange);
	}

	private static NettyOutbound write(UpstreamRequest request, HttpClientRequest outgoing, NettyOutbound outbound) {
		outgoing.requestHeaders().set(request.headers());
		ByteBuf body = request.body();
		if (body != null) {
			return outbound.send(Mono.fromSupplier(body::retainedDuplicate));
		}
		Publisher<ByteBuf> content = request.content();
		if (content == null) {
			return outbound;
		}
		if (!request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
			// Reactor Netty's own mark went with its headers; without it nothing is sent.
			outgoing.requestHeaders().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
		}
		return outbound.send(Flux.from(content));
	}

	@Override
	public Mono<Void> close() {
		return this.clients.close();
	}

}
