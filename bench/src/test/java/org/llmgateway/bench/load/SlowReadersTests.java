package org.llmgateway.bench.load;

import java.net.URI;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

class SlowReadersTests {

	private static final Duration LIMIT = Duration.ofSeconds(10);

	private static final int EVENT = 200;

	@Test
	void whenTheyReadThenTheyTakeNoMoreThanAnEventASecondAndHangUpTogether() throws Exception {
		try (MockLlm mock = MockLlm.start(); SlowReaders readers = new SlowReaders()) {
			long start = System.nanoTime();
			readers.open(spec(mock, 3), EVENT);
			await(readers, 3);
			Awaitility.await().atMost(LIMIT).until(() -> readers.count().bytes() >= 3 * EVENT);
			long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
			assertThat(readers.count().bytes()).isLessThanOrEqualTo((seconds + 1) * 3 * EVENT);
			readers.hangUp();
			await(readers, 0);
			assertThat(readers.count().ended()).isZero();
		}
	}

	@Test
	void whenNobodyListensThenTheyAreCountedAsEnded() throws Exception {
		LoadSpec nowhere;
		try (MockLlm mock = MockLlm.start()) {
			nowhere = spec(mock, 2);
		}
		try (SlowReaders readers = new SlowReaders()) {
			readers.open(nowhere, EVENT);
			Awaitility.await().atMost(LIMIT).until(() -> readers.count().ended() == 2);
		}
	}

	private static void await(SlowReaders readers, int connected) {
		Awaitility.await().atMost(LIMIT).until(() -> readers.count().connected() == connected);
	}

	private static LoadSpec spec(MockLlm mock, int readers) {
		return LoadSpec.of(Protocol.H1, URI.create(mock.baseUrl()), Workload.PACED, 0)
			.withConcurrency(readers)
			.withBody(Workload.STREAM.shortRequestBody("mock:tokens=5000"));
	}

}
