package org.llmgateway.bench.load;

import java.net.URI;
import java.util.List;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.test.LocalCertificate;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class LoadRunTests {

	private static final int WINDOW_MILLIS = 300;

	private static final int EVENTS = 8 + 3;

	@AfterEach
	void checkLeaks() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@EnumSource
	void whenJsonIsAskedForThenAnswersAreCountedWithoutErrors(Protocol protocol) throws Exception {
		try (MockLlm mock = mock(protocol); LoadRun run = new LoadRun()) {
			LoadSpec spec = spec(protocol, mock, Workload.JSON).withPids(List.of(ProcessHandle.current().pid()));
			LoadResult result = run.run(spec);
			assertThat(result.errorKinds()).isEmpty();
			assertThat(result.completed()).isPositive();
			assertThat(result.requests()).isEqualTo(result.completed());
			assertThat(result.latency()).isNotNull();
			assertThat(result.firstToken()).isNull();
			assertThat(result.processes().get(0).cpuSeconds()).isPositive();
			assertThat(result.seconds()).isCloseTo(0.3, within(1.0));
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenStreamsAreAskedForThenEveryEventIsCounted(Protocol protocol) throws Exception {
		try (MockLlm mock = mock(protocol); LoadRun run = new LoadRun()) {
			LoadSpec spec = spec(protocol, mock, Workload.STREAM)
				.withBody(Workload.STREAM.requestBody("mock:tokens=8:pace=1ms"));
			LoadResult result = run.run(spec.withExpectation(EVENTS, 1));
			assertThat(result.errorKinds()).isEmpty();
			assertThat(result.requests()).isPositive();
			assertThat(result.firstToken()).isNotNull();
			assertThat(result.gap()).isNotNull();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenStreamsAreCutThenTheyAreErrors(Protocol protocol) throws Exception {
		try (MockLlm mock = mock(protocol); LoadRun run = new LoadRun()) {
			mock.answerWith((request) -> MockBehavior.DEFAULT.toBuilder().tokens(8).cut(3).build());
			LoadResult result = run.run(spec(protocol, mock, Workload.STREAM).withExpectation(EVENTS, 1));
			assertThat(result.completed()).isZero();
			assertThat(result.errors()).isPositive();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswersAreRefusalsThenTheyAreErrorsOfThatStatus(Protocol protocol) throws Exception {
		try (MockLlm mock = mock(protocol); LoadRun run = new LoadRun()) {
			mock.answerWith((request) -> MockBehavior.DEFAULT.toBuilder().status(503).build());
			LoadResult result = run.run(spec(protocol, mock, Workload.JSON));
			assertThat(result.errorKinds()).containsKey("status 503");
			assertThat(result.completed()).isZero();
		}
	}

	@Test
	void whenNobodyListensThenThatIsAnError() throws Exception {
		int port;
		try (MockLlm mock = MockLlm.start()) {
			port = mock.port();
		}
		try (LoadRun run = new LoadRun()) {
			LoadResult result = run
				.run(LoadSpec.of(Protocol.H1, URI.create("http://127.0.0.1:" + port), Workload.JSON, 100));
			assertThat(result.errorKinds()).containsKeys("connect failed", LoadResult.NO_ANSWER);
		}
	}

	private static MockLlm mock(Protocol protocol) {
		MockLlm.Builder builder = MockLlm.builder();
		if (protocol.tls()) {
			builder.tls(LocalCertificate.create()).http3(protocol == Protocol.H3);
		}
		return builder.start();
	}

	private static LoadSpec spec(Protocol protocol, MockLlm mock, Workload workload) {
		URI url = URI.create((protocol.tls() ? "https" : "http") + "://127.0.0.1:" + mock.port());
		LoadSpec spec = LoadSpec.of(protocol, url, workload, WINDOW_MILLIS).withConcurrency(10);
		return workload.stream() ? spec : spec.withBody(workload.requestBody("mock"));
	}

}
