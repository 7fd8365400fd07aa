package org.llmgateway.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

class OpenRunTests {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final int EVENTS = 4 + 3;

	@AfterEach
	void checkLeaks() {
		LeakPresenceDetector.check();
	}

	@Test
	void whenRatesAreGivenThenEachFlowHasSoManyInEachPhase() {
		OpenSpec spec = new OpenSpec("h", 1, List.of(),
				List.of(new Phase("a", 1000, List.of(10.0, 0.0)), new Phase("b", 2000, List.of(20.0, 5.0))), 1, 1, "");
		List<OpenRun.Due> schedule = OpenRun.schedule(spec);
		assertThat(schedule).filteredOn((due) -> due.phase() == 0)
			.hasSize(10)
			.allMatch((due) -> due.flow() == 0 && due.at() < TimeUnit.SECONDS.toNanos(1));
		assertThat(schedule).filteredOn((due) -> due.phase() == 1 && due.flow() == 0).hasSize(40);
		assertThat(schedule).filteredOn((due) -> due.phase() == 1 && due.flow() == 1)
			.hasSize(10)
			.allMatch((due) -> due.at() >= TimeUnit.SECONDS.toNanos(1) && due.at() < TimeUnit.SECONDS.toNanos(3));
		assertThat(schedule).isSortedAccordingTo((left, right) -> Long.compare(left.at(), right.at()));
	}

	@Test
	void whenRequestsAreAnsweredThenTheyAreDoneAndEachHasItsTimes() throws Exception {
		try (MockLlm mock = MockLlm.start()) {
			List<Arrival> arrivals = run(mock, flow("mock:tokens=4", 100_000, 0), 10_000, 100);
			assertThat(arrivals).hasSize(20).allMatch((arrival) -> arrival.kind().equals(Arrival.DONE));
			assertThat(arrivals)
				.allMatch((arrival) -> arrival.firstMillis() > 0 && arrival.millis() >= arrival.firstMillis());
			assertThat(mock.requests()).allMatch((request) -> request.body().length == 100_000);
		}
	}

	@Test
	void whenAnswersAreRefusalsThenTheyAreShedOnlyWithRetryAfter() throws Exception {
		try (MockLlm mock = MockLlm.start()) {
			mock.answerWith((request) -> MockBehavior.builder().status(503).retryAfter("1").build());
			assertThat(run(mock, flow("mock", 200, 0), 10_000, 100)).extracting(Arrival::kind)
				.containsOnly(Arrival.SHED);
			mock.answerWith((request) -> MockBehavior.builder().status(503).build());
			assertThat(run(mock, flow("mock", 200, 0), 10_000, 100)).extracting(Arrival::kind)
				.containsOnly("status 503");
		}
	}

	@Test
	void whenAnswersDoNotEndThenCallersGiveUpAndTooManyAreNotSent() throws Exception {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(run(mock, flow("mock:tokens=4:stall=1", 200, 0), 600, 5)).extracting(Arrival::kind)
				.containsOnly(Arrival.GIVEN_UP, Arrival.NOT_SENT);
			assertThat(run(mock, flow("mock:tokens=4:cut=1", 200, 0), 10_000, 100)).extracting(Arrival::kind)
				.containsOnly("closed within the answer");
		}
	}

	@Test
	void whenTheyReadSlowlyThenTheyHangUpByThemselves() throws Exception {
		try (MockLlm mock = MockLlm.start()) {
			assertThat(run(mock, flow("mock:tokens=2000:batch=100", 200, 1000), 10_000, 100)).extracting(Arrival::kind)
				.containsOnly(Arrival.HELD);
		}
	}

	@Test
	void whenNobodyListensThenThatIsWhatBecameOfThem() throws Exception {
		MockLlm mock = MockLlm.start();
		mock.close();
		assertThat(run(mock, flow("mock", 200, 0), 10_000, 100)).extracting(Arrival::kind)
			.containsOnly("connect failed");
	}

	private static Flow flow(String model, int bytes, int slowMillis) {
		return new Flow("one", "acme", model, bytes, EVENTS, slowMillis);
	}

	private static List<Arrival> run(MockLlm mock, Flow flow, int timeoutMillis, int most) throws Exception {
		OpenSpec spec = new OpenSpec("127.0.0.1", mock.port(), List.of(flow),
				List.of(new Phase("all", 400, List.of(50.0))), timeoutMillis, most, "");
		try (OpenRun run = new OpenRun(spec)) {
			return run.run().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
	}

}
