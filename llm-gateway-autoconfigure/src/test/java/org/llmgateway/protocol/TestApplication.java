package org.llmgateway.protocol;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * An application with one route for each thing that can happen to an answer; counts what
 * reached it.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
class TestApplication {

	final AtomicInteger handled = new AtomicInteger();

	/** Blocks of the flood that were asked for. */
	final AtomicInteger blocks = new AtomicInteger();

	/** What of {@link #observe} has begun and not ended. */
	final AtomicInteger running = new AtomicInteger();

	final Map<String, CountDownLatch> begun = new ConcurrentHashMap<>();

	final Map<String, CountDownLatch> cancelled = new ConcurrentHashMap<>();

	final Sinks.Many<String> live = Sinks.many().multicast().directBestEffort();

	final Sinks.Empty<Void> release = Sinks.empty();

	@Bean
	RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route().before((request) -> {
			this.handled.incrementAndGet();
			return request;
		})
			.GET("/hello", (request) -> ServerResponse.ok().bodyValue("hello"))
			.GET("/v1/hello", (request) -> ServerResponse.ok().bodyValue("surface"))
			.GET("/page", (request) -> ServerResponse.ok().bodyValue("x".repeat(5000)))
			.POST("/echo", this::echo)
			.GET("/thread", (request) -> ServerResponse.ok().bodyValue(Thread.currentThread().getName()))
			.POST("/collect", (request) -> ServerResponse.ok().body(request.bodyToMono(String.class), String.class))
			.GET("/connection-headers", this::connectionHeaders)
			.GET("/sse", (request) -> events(Flux.range(0, 20).map((i) -> "event-" + i)))
			.GET("/live", (request) -> events(observe("live", this.live.asFlux())))
			.GET("/stall", (request) -> events(observe("stall", Flux.just("one").concatWith(Flux.never()))))
			.GET("/never", (request) -> observe("never", Flux.<ServerResponse>never()).next())
			.GET("/broken", (request) -> events(Flux.just("one").concatWith(Flux.error(new BrokenOff()))))
			.GET("/flood", this::flood)
			.POST("/hold", this::hold)
			.build();
	}

	private Mono<ServerResponse> echo(ServerRequest request) {
		return ServerResponse.ok()
			.contentType(MediaType.APPLICATION_OCTET_STREAM)
			.body(BodyInserters.fromDataBuffers(request.bodyToFlux(DataBuffer.class)));
	}

	private Mono<ServerResponse> connectionHeaders(ServerRequest request) {
		return ServerResponse.ok()
			.header("Connection", "keep-alive, x-hop")
			.header("Keep-Alive", "timeout=5")
			.header("Transfer-Encoding", "chunked")
			.header("Proxy-Connection", "keep-alive")
			.bodyValue("hop");
	}

	private Mono<ServerResponse> flood(ServerRequest request) {
		byte[] block = new byte[64 * 1024];
		Flux<DataBuffer> endless = Flux.generate((sink) -> {
			this.blocks.incrementAndGet();
			sink.next(request.exchange().getResponse().bufferFactory().wrap(block));
		});
		return ServerResponse.ok().body(BodyInserters.fromDataBuffers(observe("flood", endless)));
	}

	private Mono<ServerResponse> hold(ServerRequest request) {
		latch(this.begun, "hold").countDown();
		return this.release.asMono()
			.doOnCancel(() -> latch(this.cancelled, "hold").countDown())
			.then(Mono.defer(() -> echo(request)));
	}

	private static Mono<ServerResponse> events(Flux<String> events) {
		return ServerResponse.ok().contentType(MediaType.TEXT_EVENT_STREAM).body(events, String.class);
	}

	private <T> Flux<T> observe(String name, Flux<T> flux) {
		return flux.doOnSubscribe((subscription) -> {
			this.running.incrementAndGet();
			latch(this.begun, name).countDown();
		}).doOnCancel(() -> latch(this.cancelled, name).countDown()).doFinally((end) -> this.running.decrementAndGet());
	}

	static CountDownLatch latch(Map<String, CountDownLatch> latches, String name) {
		return latches.computeIfAbsent(name, (key) -> new CountDownLatch(1));
	}

	void awaitBegun(String name) throws InterruptedException {
		await(latch(this.begun, name), name + " has not begun");
	}

	void awaitLive() {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> this.live.currentSubscriberCount() > 0);
	}

	void awaitCancelled(String name) throws InterruptedException {
		await(latch(this.cancelled, name), name + " was not cancelled");
	}

	boolean isCancelled(String name) {
		return latch(this.cancelled, name).getCount() == 0;
	}

	private static void await(CountDownLatch latch, String message) throws InterruptedException {
		if (!latch.await(Duration.ofSeconds(10).toMillis(), TimeUnit.MILLISECONDS)) {
			throw new AssertionError(message);
		}
	}

	/** An answer that ends in the middle. */
	static final class BrokenOff extends RuntimeException {

		BrokenOff() {
			super("broken off", null, false, false);
		}

	}

}
