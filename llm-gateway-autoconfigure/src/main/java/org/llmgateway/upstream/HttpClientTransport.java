package org.llmgateway.upstream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyOutbound;
import reactor.netty.http.client.HttpClientRequest;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.SslBundles;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.provider.Provider;

/**
 * Sends requests with Reactor Netty's client, one client for each provider and event
 * loop.
 */
final class HttpClientTransport implements UpstreamTransport, DisposableBean {

	private final UpstreamProperties.Upstream properties;

	private final Supplier<LoopResources> loops;

	private final Supplier<SslBundles> sslBundles;

	private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

	private final Map<EventLoop, Scheduler> timers = new ConcurrentHashMap<>();

	HttpClientTransport(UpstreamProperties.Upstream properties, Supplier<LoopResources> loops,
			Supplier<SslBundles> sslBundles) {
		this.properties = properties;
		this.loops = loops;
		this.sslBundles = sslBundles;
	}

	@Override
	public Mono<UpstreamResponse> send(UpstreamRequest request, @Nullable EventLoop eventLoop) {
		Lane lane = lane(request.provider());
		if (!lane.enter(this.properties.maxConnections())) {
			return Mono.error(new GatewayException(GatewayError.UPSTREAM_BUSY,
					"All " + this.properties.maxConnections() + " connections to the provider are in use"));
		}
		HttpClientExchange exchange = new HttpClientExchange(lane.inFlight::decrementAndGet);
		return lane.clients.client(eventLoop)
			.request(HttpMethod.valueOf(request.method()))
			.uri(request.target())
			.send((outgoing, outbound) -> write(request, outgoing, outbound))
			.responseConnection((head, connection) -> Mono.just(exchange.begin(head, connection)))
			.next()
			.timeout(this.properties.responseTimeout(), timer(eventLoop))
			.onErrorMap((cause) -> UpstreamFailure.beforeAnswer(request, cause))
			.doOnNext((response) -> exchange.handOn())
			.doOnError((cause) -> exchange.close())
			.doOnCancel(exchange::abandon);
	}

	private static Publisher<Void> write(UpstreamRequest request, HttpClientRequest outgoing, NettyOutbound outbound) {
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

	private Lane lane(Provider provider) {
		Lane lane = this.lanes.get(provider.name());
		return (lane != null) ? lane : this.lanes.computeIfAbsent(provider.name(), (name) -> new Lane(
				new HttpClientFactory(provider, this.properties, this.loops, this.sslBundles).perLoop()));
	}

	private Scheduler timer(@Nullable EventLoop eventLoop) {
		if (eventLoop == null) {
			return Schedulers.parallel();
		}
		Scheduler timer = this.timers.get(eventLoop);
		return (timer != null) ? timer
				: this.timers.computeIfAbsent(eventLoop, (loop) -> Schedulers.fromExecutorService(loop));
	}

	/**
	 * Requests that have been sent and whose answers have not ended.
	 * @return the number of requests to all providers now
	 */
	int inFlight() {
		int all = 0;
		for (Lane lane : this.lanes.values()) {
			all += lane.inFlight.get();
		}
		return all;
	}

	@Override
	public void destroy() {
		this.lanes.values().forEach((lane) -> lane.clients.close());
	}

	/**
	 * All connections to one provider.
	 */
	private static final class Lane {

		private final PerLoopClients clients;

		private final AtomicInteger inFlight = new AtomicInteger();

		Lane(PerLoopClients clients) {
			this.clients = clients;
		}

		boolean enter(int limit) {
			if (this.inFlight.incrementAndGet() <= limit) {
				return true;
			}
			this.inFlight.decrementAndGet();
			return false;
		}

	}

}
