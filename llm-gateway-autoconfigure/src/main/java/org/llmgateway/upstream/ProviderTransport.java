package org.llmgateway.upstream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.resolver.dns.DnsAddressResolverGroup;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.resources.LoopResources;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.SmartLifecycle;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.provider.Provider;
import org.llmgateway.provider.UpstreamProtocol;

/**
 * Sends each request on its provider's leg, and counts what is in flight there.
 */
final class ProviderTransport implements UpstreamTransport, SmartLifecycle, DisposableBean {

	/** How long a provider may take to let go of its connections when we stop. */
	private static final Duration CLOSING = Duration.ofSeconds(3);

	private final UpstreamProperties.Upstream properties;

	private final IdleConnections kept;

	private final Supplier<LoopResources> loops;

	private final Supplier<SslBundles> sslBundles;

	/** Asks on the event loop, without holding it up. */
	private final DnsAddressResolverGroup names;

	private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

	ProviderTransport(UpstreamProperties.Upstream properties, IdleConnections kept, Supplier<LoopResources> loops,
			Supplier<SslBundles> sslBundles) {
		this.properties = properties;
		this.kept = kept;
		this.loops = loops;
		this.sslBundles = sslBundles;
		this.names = new DnsAddressResolverGroup(
				new DnsNameResolverBuilder().datagramChannelFactory(() -> channel(DatagramChannel.class))
					.socketChannelFactory(() -> channel(SocketChannel.class))
					.queryTimeoutMillis(properties.connectTimeout().toMillis()));
	}

	private <C extends Channel> C channel(Class<C> type) {
		LoopResources resources = this.loops.get();
		return resources.onChannel(type, resources.onClient(true));
	}

	@Override
	public EventLoop eventLoop() {
		return this.loops.get().onClient(true).next();
	}

	@Override
	public Mono<UpstreamResponse> send(UpstreamRequest request, EventLoop eventLoop, Runnable sent) {
		Lane lane = lane(request.provider());
		if (!lane.enter(this.properties.maxConnections())) {
			return Mono.error(new GatewayException(GatewayError.UPSTREAM_BUSY,
					"All " + this.properties.maxConnections() + " connections to the provider are in use"));
		}
		return lane.leg.send(request, eventLoop, new Passage(lane, sent));
	}

	private Lane lane(Provider provider) {
		Lane lane = this.lanes.get(provider.name());
		return (lane != null) ? lane
				: this.lanes.computeIfAbsent(provider.name(), (name) -> new Lane(createLeg(provider)));
	}

	private UpstreamLeg createLeg(Provider provider) {
		String bundle = provider.sslBundle();
		UpstreamTls tls = new UpstreamTls((bundle != null) ? this.sslBundles.get().getBundle(bundle) : null);
		return (provider.protocol() == UpstreamProtocol.H1)
				? new Http1Leg(provider, this.properties, tls, this.loops, this.names, this.kept)
				: new HttpClientLeg(new HttpClientFactory(provider, this.properties, tls, this.names));
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
	public void start() {
		// Each leg begins with its first request.
	}

	@Override
	public void stop() {
		close().subscribe();
	}

	@Override
	public void stop(Runnable callback) {
		close().subscribe(null, null, callback);
	}

	private Mono<Void> close() {
		List<Mono<Void>> closing = new ArrayList<>();
		this.lanes.values().forEach((lane) -> closing.add(lane.leg.close()));
		this.lanes.clear();
		return Mono.whenDelayError(closing).timeout(CLOSING).onErrorComplete().doFirst(this.names::close);
	}

	@Override
	public boolean isRunning() {
		return !this.lanes.isEmpty();
	}

	/** Stopped before the event loops, which have the phase 0, and after the servers. */
	@Override
	public int getPhase() {
		return 1;
	}

	@Override
	public void destroy() {
		stop();
	}

	/**
	 * A leg and the number of requests on it.
	 */
	private static final class Lane {

		private final UpstreamLeg leg;

		private final AtomicInteger inFlight = new AtomicInteger();

		Lane(UpstreamLeg leg) {
			this.leg = leg;
		}

		boolean enter(int limit) {
			if (this.inFlight.incrementAndGet() <= limit) {
				return true;
			}
			this.inFlight.decrementAndGet();
			return false;
		}

	}

	/**
	 * One request on a lane.
	 */
	private record Passage(Lane lane, Runnable whenSent) implements UpstreamLeg.Listener {

		@Override
		public void sent() {
			this.whenSent.run();
		}

		@Override
		public void left() {
			this.lane.inFlight.decrementAndGet();
		}

	}

}
