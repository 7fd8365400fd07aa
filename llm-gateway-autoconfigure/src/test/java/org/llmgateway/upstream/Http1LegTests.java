package org.llmgateway.upstream;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.resolver.DefaultAddressResolverGroup;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.provider.ProviderFixture;
import org.llmgateway.test.OpenBuffers;
import org.llmgateway.upstream.RawProvider.Peer;
import org.reactivestreams.Publisher;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.netty.resources.LoopResources;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The HTTP/1.1 leg against a provider that does what it likes.
 */
class Http1LegTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final LoopResources loops = LoopResources.create("leg", 1, true);

	private final EventLoop eventLoop = this.loops.onClient(false).next();

	private final AtomicInteger left = new AtomicInteger();

	private final AtomicInteger sent = new AtomicInteger();

	private final UpstreamLeg.Listener listener = new UpstreamLeg.Listener() {

		@Override
		public void sent() {
			Http1LegTests.this.sent.incrementAndGet();
		}

		@Override
		public void left() {
			Http1LegTests.this.left.incrementAndGet();
		}

	};

	private IdleConnections kept = new IdleConnections(10);

	private RawProvider provider;

	private Http1Leg leg;

	@BeforeEach
	void start() throws IOException {
		this.provider = new RawProvider();
		this.leg = leg(this.provider.url(), MINUTE);
	}

	@AfterEach
	void stop() throws IOException {
		this.leg.close().block();
		this.provider.close();
		this.loops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
		OpenBuffers.awaitNone(LIMIT);
	}

	private Http1Leg leg(URI url, Duration maxIdleTime) {
		UpstreamProperties.Upstream properties = new UpstreamProperties.Upstream(MINUTE, MINUTE, 100, maxIdleTime, 10,
				DataSize.ofKilobytes(256), DataSize.ofKilobytes(64), List.of());
		return new Http1Leg(ProviderFixture.at(url, Dialect.OPENAI), properties, new UpstreamTls(null),
				() -> this.loops, DefaultAddressResolverGroup.INSTANCE, this.kept);
	}

	private CompletableFuture<UpstreamResponse> send(String method, @Nullable Publisher<ByteBuf> content) {
		HttpHeaders headers = new DefaultHttpHeaders().set("Host", "provider");
		UpstreamRequest request = new UpstreamRequest(ProviderFixture.at(this.provider.url(), Dialect.OPENAI), method,
				"/v1/models?x=1", headers, null, content);
		return this.leg.send(request, this.eventLoop, this.listener).toFuture();
	}

	private CompletableFuture<UpstreamResponse> get() {
		return send("GET", null);
	}

	private static UpstreamResponse await(CompletableFuture<UpstreamResponse> response) {
		assertThat(response).succeedsWithin(LIMIT);
		return response.join();
	}

	private static String text(CompletableFuture<UpstreamResponse> response) {
		return await(response).body()
			.map(Http1LegTests::text)
			.collectList()
			.map((parts) -> String.join("", parts))
			.block(LIMIT);
	}

	private static String text(ByteBuf part) {
		String text = part.toString(StandardCharsets.ISO_8859_1);
		part.release();
		return text;
	}

	private static GatewayError error(CompletableFuture<UpstreamResponse> response) {
		Throwable cause = response.handle((answer, ex) -> ex)
			.orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
			.join();
		assertThat(cause).isInstanceOf(GatewayException.class);
		return ((GatewayException) cause).error();
	}

	@Test
	void whenAnswerEndsThenItsConnectionServesTheNext() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		assertThat(peer.request()).startsWith("GET /v1/models?x=1 HTTP/1.1\r\nHost: provider\r\n");
		peer.answer("one");
		assertThat(text(first)).isEqualTo("one");
		CompletableFuture<UpstreamResponse> second = get();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\nx-trailer: 1\r\n\r\n");
		assertThat(text(second)).isEqualTo("two");
		assertThat(this.left).hasValue(2);
		assertThat(this.sent).hasValue(2);
	}

	@Test
	void whenProviderSaysCloseThenTheNextRequestOpensAnother() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none");
		assertThat(text(first)).isEqualTo("one");
		peer.awaitEnd();
		CompletableFuture<UpstreamResponse> second = get();
		Peer other = this.provider.accept();
		other.request();
		other.answer("two");
		assertThat(text(second)).isEqualTo("two");
	}

	@Test
	void whenAnswerEndsWithTheConnectionThenItIsWhole() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\n\r\nall there is");
		peer.end();
		assertThat(text(response)).isEqualTo("all there is");
	}

	@Test
	void whenInterimAnswersComeFirstThenTheyAreSkipped() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
		peer.answer("final");
		assertThat(await(response).status()).isEqualTo(200);
		assertThat(text(response)).isEqualTo("final");
	}

	@Test
	void whenProviderSwitchesProtocolsThenTheRequestFails() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
		assertThat(error(response)).isEqualTo(GatewayError.UPSTREAM_BROKEN);
		peer.awaitEnd();
	}

	@Test
	void whenHeadIsAskedForThenItsLengthIsNoBody() throws Exception {
		CompletableFuture<UpstreamResponse> first = send("HEAD", null);
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
		assertThat(text(first)).isEmpty();
		CompletableFuture<UpstreamResponse> second = get();
		peer.request();
		peer.answer("body");
		assertThat(text(second)).isEqualTo("body");
	}

	@Test
	void whenAnIdleConnectionWasResetUnnoticedThenAnotherIsOpened() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.answer("one");
		assertThat(text(first)).isEqualTo("one");
		CompletableFuture<CompletableFuture<UpstreamResponse>> second = new CompletableFuture<>();
		// The loop cannot see the reset before it sends.
		this.eventLoop.execute(() -> {
			peer.reset();
			second.complete(get());
		});
		assertThat(second).succeedsWithin(LIMIT);
		Peer other = this.provider.accept();
		other.request();
		other.answer("two");
		assertThat(text(second.join())).isEqualTo("two");
		assertThat(this.left).hasValue(2);
	}

	@Test
	void whenAReusedConnectionBreaksAfterTheRequestThenItIsNotSentAgain() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.answer("one");
		assertThat(text(first)).isEqualTo("one");
		CompletableFuture<UpstreamResponse> second = get();
		peer.request();
		peer.end();
		assertThat(error(second)).isEqualTo(GatewayError.UPSTREAM_BROKEN);
		assertThat(this.left).hasValue(2);
	}

	@Test
	void whenSomethingComesUnaskedThenTheConnectionIsClosed() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
				+ "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled");
		assertThat(text(first)).isEqualTo("one");
		peer.awaitEnd();
	}

	@Test
	void whenNobodyListensThenTheRequestIsRefused() throws Exception {
		int port;
		try (ServerSocket free = new ServerSocket(0)) {
			port = free.getLocalPort();
		}
		this.leg = leg(URI.create("http://127.0.0.1:" + port), MINUTE);
		assertThat(error(get())).isEqualTo(GatewayError.UPSTREAM_REFUSED);
		assertThat(this.left).hasValue(1);
	}

	@Test
	void whenTheAnswerIsNoHttpThenTheRequestFails() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("SSH-2.0-OpenSSH_9.2\r\n\r\n");
		assertThat(error(response)).isEqualTo(GatewayError.UPSTREAM_BROKEN);
		peer.awaitEnd();
	}

	@Test
	void whenCancelledBeforeTheHeadThenTheConnectionGoes() throws Exception {
		BaseSubscriber<UpstreamResponse> waiting = new BaseSubscriber<>() {
		};
		UpstreamRequest request = new UpstreamRequest(ProviderFixture.at(this.provider.url(), Dialect.OPENAI), "GET",
				"/", new DefaultHttpHeaders(), null, null);
		this.leg.send(request, this.eventLoop, this.listener).subscribe(waiting);
		Peer peer = this.provider.accept();
		peer.request();
		waiting.cancel();
		peer.awaitEnd();
		Awaitility.await().atMost(LIMIT).untilAtomic(this.left, org.hamcrest.Matchers.is(1));
	}

	@Test
	void whenTheBodyIsCancelledThenTheConnectionGoes() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
		assertThat(await(response).body().map(Http1LegTests::text).blockFirst(LIMIT)).isEqualTo("one");
		peer.awaitEnd();
	}

	@Test
	void whenTheBodyBreaksOffThenWhatCameIsDeliveredBeforeTheError() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
		await(response);
		peer.end();
		List<String> seen = response.join()
			.body()
			.map(Http1LegTests::text)
			.onErrorResume((ex) -> Flux.just("broken"))
			.collectList()
			.block(LIMIT);
		assertThat(seen).containsExactly("half", "broken");
	}

	@Test
	void whenTheBodyIsNotAskedForThenTheProviderIsHeldBack() throws Exception {
		CompletableFuture<UpstreamResponse> response = get();
		Peer peer = this.provider.accept();
		peer.request();
		int blocks = 2000;
		peer.send("HTTP/1.1 200 OK\r\nContent-Length: " + blocks * 65536L + "\r\n\r\n");
		await(response);
		AtomicLong sent = new AtomicLong();
		String block = "x".repeat(65536);
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
			for (int i = 0; i < blocks; i++) {
				try {
					peer.send(block);
				}
				catch (IOException ex) {
					throw new java.io.UncheckedIOException(ex);
				}
				sent.incrementAndGet();
			}
		});
		AtomicLong before = new AtomicLong(-1);
		Awaitility.await().atMost(LIMIT).pollInterval(Duration.ofMillis(300)).until(() -> {
			long now = sent.get();
			return now > 0 && before.getAndSet(now) == now;
		});
		assertThat(sent.get()).isLessThan(blocks / 2);
		Long bytes = response.join()
			.body()
			.map((part) -> (long) text(part).length())
			.reduce(0L, Long::sum)
			.block(LIMIT);
		assertThat(bytes).isEqualTo(blocks * 65536L);
		assertThat(sending).succeedsWithin(LIMIT);
	}

	@Test
	void whenTheAnswerComesBeforeTheUploadEndsThenTheUploadIsCancelled() throws Exception {
		Sinks.Many<ByteBuf> upload = Sinks.many().unicast().onBackpressureBuffer();
		CompletableFuture<Void> cancelled = new CompletableFuture<>();
		CompletableFuture<UpstreamResponse> response = send("POST",
				upload.asFlux().doOnCancel(() -> cancelled.complete(null)));
		upload.tryEmitNext(Unpooled.copiedBuffer("part", StandardCharsets.US_ASCII));
		Peer peer = this.provider.accept();
		assertThat(peer.request()).containsIgnoringCase("transfer-encoding: chunked");
		assertThat(peer.read(9)).isEqualTo("4\r\npart\r\n");
		peer.send("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!");
		assertThat(await(response).status()).isEqualTo(413);
		assertThat(text(response)).isEqualTo("no!");
		assertThat(cancelled).succeedsWithin(LIMIT);
		assertThat(peer.awaitEnd()).isEmpty();
	}

	@Test
	void whenAnUploadBreaksOffThenTheProviderSeesNoCleanEnd() throws Exception {
		Sinks.Many<ByteBuf> upload = Sinks.many().unicast().onBackpressureBuffer();
		CompletableFuture<UpstreamResponse> response = send("POST", upload.asFlux());
		upload.tryEmitNext(Unpooled.copiedBuffer("part", StandardCharsets.US_ASCII));
		Peer peer = this.provider.accept();
		peer.request();
		upload.tryEmitError(new GatewayException(GatewayError.BODY_TOO_LARGE, "too large"));
		assertThat(error(response)).isEqualTo(GatewayError.BODY_TOO_LARGE);
		assertThat(new String(peer.awaitEnd(), StandardCharsets.US_ASCII)).doesNotContain("0\r\n\r\n");
	}

	@Test
	void whenAConnectionIsIdleTooLongThenItIsClosed() throws Exception {
		this.leg = leg(this.provider.url(), Duration.ofMillis(200));
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.answer("one");
		assertThat(text(first)).isEqualTo("one");
		peer.awaitEnd();
	}

	@Test
	void whenThereAreTooManyIdleConnectionsThenTheOldestIsClosed() throws Exception {
		this.kept = new IdleConnections(2);
		this.leg = leg(this.provider.url(), MINUTE);
		List<Peer> peers = new ArrayList<>();
		List<CompletableFuture<UpstreamResponse>> responses = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			responses.add(get());
			peers.add(this.provider.accept());
			peers.get(i).request();
		}
		for (int i = 0; i < 3; i++) {
			peers.get(i).answer("one");
			assertThat(text(responses.get(i))).isEqualTo("one");
		}
		assertThat(peers.get(0).awaitEnd()).isEmpty();
		assertThat(this.kept.report()).containsEntry("idle", 2);
		this.kept.scale(0.5);
		assertThat(peers.get(1).awaitEnd()).isEmpty();
		CompletableFuture<UpstreamResponse> next = get();
		peers.get(2).request();
		assertThat(this.kept.report()).containsEntry("idle", 0);
		peers.get(2).answer("two");
		assertThat(text(next)).isEqualTo("two");
		this.leg.close().block();
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> assertThat(this.kept.report()).containsEntry("idle", 0));
	}

	@Test
	void whenTheLegIsClosedThenItsConnectionsGo() throws Exception {
		CompletableFuture<UpstreamResponse> first = get();
		Peer peer = this.provider.accept();
		peer.request();
		peer.answer("one");
		assertThat(text(first)).isEqualTo("one");
		this.leg.close().block();
		peer.awaitEnd();
	}

}
