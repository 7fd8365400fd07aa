package org.llmgateway.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * One client with one connection pool for each event loop, so that an answer arrives on
 * the loop that serves its caller and never changes threads.
 *
 * <p>
 * The clients are kept inside and never published as beans: Spring Cloud Gateway would
 * take them for its own.
 */
final class PerLoopClients {

	private final Map<EventLoop, HttpClient> clients = new ConcurrentHashMap<>();

	private final List<ConnectionProvider> pools = new CopyOnWriteArrayList<>();

	private final BiFunction<ConnectionProvider, LoopResources, HttpClient> factory;

	private final Supplier<ConnectionProvider> poolFactory;

	private final ChannelGroup sockets;

	/**
	 * Creates clients when they are asked for.
	 * @param poolFactory makes the pool of a client
	 * @param factory makes a client
	 * @param sockets those of its sockets that need their event loop to be closed
	 */
	PerLoopClients(Supplier<ConnectionProvider> poolFactory,
			BiFunction<ConnectionProvider, LoopResources, HttpClient> factory, ChannelGroup sockets) {
		this.poolFactory = poolFactory;
		this.factory = factory;
		this.sockets = sockets;
	}

	HttpClient client(EventLoop loop) {
		HttpClient client = this.clients.get(loop);
		return (client != null) ? client : this.clients.computeIfAbsent(loop, this::create);
	}

	private HttpClient create(EventLoop loop) {
		ConnectionProvider pool = this.poolFactory.get();
		this.pools.add(pool);
		return this.factory.apply(pool, new OneLoop(loop));
	}

	/**
	 * Closes the connections.
	 * @return completes when the sockets are closed
	 */
	Mono<Void> close() {
		return Flux.fromIterable(this.pools)
			.flatMap((pool) -> pool.disposeLater().onErrorComplete())
			.then(FutureMono.deferFuture(this.sockets::newCloseFuture));
	}

	/**
	 * Loop resources that are one event loop of the server's.
	 */
	private static final class OneLoop implements LoopResources {

		private final EventLoop loop;

		OneLoop(EventLoop loop) {
			this.loop = loop;
		}

		@Override
		public EventLoopGroup onServer(boolean useNative) {
			return this.loop;
		}

		@Override
		public EventLoopGroup onClient(boolean useNative) {
			return this.loop;
		}

		@Override
		public boolean daemon() {
			return true;
		}

		@Override
		public void dispose() {
			// The loop is the server's.
		}

		@Override
		public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
			return Mono.empty();
		}

	}

}
