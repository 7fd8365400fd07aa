package org.llmgateway.bench.load;

import java.net.URI;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

class HeldConnectionsTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	@Test
	void whenTheyAreOpenThenTheIdleOnesHaveBeenAnsweredAndTheOthersHaveAskedNothing() throws Exception {
		try (MockLlm mock = MockLlm.start(); HeldConnections connections = new HeldConnections()) {
			LoadSpec spec = LoadSpec.of(Protocol.H1, URI.create(mock.baseUrl()), Workload.PACED, 0)
				.withConcurrency(3)
				.withBody(Workload.STREAM.shortRequestBody("mock:tokens=1"));
			connections.openIdle(spec);
			connections.openDripping(spec.withConcurrency(2));
			Awaitility.await()
				.atMost(LIMIT)
				.until(() -> connections.count().equals(new HeldConnections.Count(3, 2, 0, 0)));
			Awaitility.await().atMost(LIMIT).until(() -> mock.openConnections() == 5);
			assertThat(mock.requests()).hasSize(3);
		}
	}

	@Test
	void whenTheyAreClosedFromTheOtherSideThenTheyComeAgain() throws Exception {
		try (HeldConnections connections = new HeldConnections()) {
			int port;
			try (MockLlm mock = MockLlm.start()) {
				port = mock.port();
				connections.openDripping(
						LoadSpec.of(Protocol.H1, URI.create(mock.baseUrl()), Workload.PACED, 0).withConcurrency(2));
				Awaitility.await().atMost(LIMIT).until(() -> connections.count().dripping() == 2);
			}
			Awaitility.await().atMost(LIMIT).until(() -> connections.count().closed() == 2);
			try (MockLlm again = MockLlm.builder().port(port).start()) {
				Awaitility.await().atMost(LIMIT).until(() -> connections.count().dripping() == 2);
				assertThat(again.requests()).isEmpty();
			}
		}
	}

}
