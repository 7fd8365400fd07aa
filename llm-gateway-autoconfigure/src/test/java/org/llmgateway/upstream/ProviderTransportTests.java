package org.llmgateway.upstream;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.provider.ProviderFixture;
import org.llmgateway.test.OpenBuffers;
import reactor.netty.resources.LoopResources;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How requests come to a provider, and how many at once.
 */
class ProviderTransportTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private final LoopResources loops = LoopResources.create("transport", 1, true);

	private final ProviderTransport transport = new ProviderTransport(
			new UpstreamProperties.Upstream(Duration.ofSeconds(2), Duration.ofMinutes(1), 1, Duration.ofMinutes(1), 10,
					DataSize.ofKilobytes(256), DataSize.ofKilobytes(64), List.of()),
			new IdleConnections(10), () -> this.loops, () -> {
				throw new IllegalStateException("No TLS here");
			});

	@AfterEach
	void stop() {
		this.transport.destroy();
		this.loops.disposeLater(Duration.ZERO, LIMIT).block(LIMIT);
		OpenBuffers.awaitNone(LIMIT);
	}

	private CompletableFuture<UpstreamResponse> get(URI url) {
		UpstreamRequest request = new UpstreamRequest(ProviderFixture.at(url, Dialect.OPENAI), "GET", "/v1/models",
				new DefaultHttpHeaders(), null, null);
		return this.transport.send(request, this.transport.eventLoop(), () -> {
		}).toFuture();
	}

	@Test
	void whenTheProviderHasANameThenItIsResolved() throws Exception {
		try (RawProvider provider = new RawProvider()) {
			CompletableFuture<UpstreamResponse> response = get(
					URI.create("http://localhost:" + provider.url().getPort()));
			RawProvider.Peer peer = provider.accept();
			peer.request();
			peer.answer("");
			assertThat(response).succeedsWithin(LIMIT).extracting(UpstreamResponse::status).isEqualTo(200);
		}
	}

	@Test
	void whenTheNameDoesNotExistThenTheRequestIsRefusedAndItsPlaceIsFree() {
		for (int i = 0; i < 2; i++) {
			assertThat(error(get(URI.create("http://nowhere.invalid")))).isEqualTo(GatewayError.UPSTREAM_REFUSED);
		}
		assertThat(this.transport.inFlight()).isZero();
	}

	@Test
	void whenAllPlacesAreTakenThenTheNextRequestIsRefused() throws Exception {
		try (RawProvider provider = new RawProvider()) {
			CompletableFuture<UpstreamResponse> first = get(provider.url());
			RawProvider.Peer peer = provider.accept();
			assertThat(error(get(provider.url()))).isEqualTo(GatewayError.UPSTREAM_BUSY);
			peer.request();
			peer.answer("");
			assertThat(first).succeedsWithin(LIMIT);
			// The head comes before the end.
			Awaitility.await().atMost(LIMIT).until(() -> this.transport.inFlight() == 0);
		}
	}

	private static GatewayError error(CompletableFuture<UpstreamResponse> response) {
		assertThat(response).failsWithin(Duration.ofSeconds(30));
		return ((GatewayException) response.handle((answer, ex) -> ex).join()).error();
	}

}
