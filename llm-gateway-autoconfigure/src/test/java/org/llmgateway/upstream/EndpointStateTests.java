package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.llmgateway.upstream.EndpointState.Outcome;
import org.llmgateway.upstream.EndpointState.Phase;
import org.llmgateway.upstream.EndpointState.Turn;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An endpoint is ejected, probed and readmitted, and what is in flight is counted.
 */
class EndpointStateTests {

	private static final BalancingSettings SETTINGS = new BalancingSettings(3, 10, 50, 100, 1_000);

	private EndpointState state = new EndpointState(SETTINGS, -1_000);

	private Turn begin(long now) {
		Turn turn = this.state.begin(now);
		assertThat(turn).isNotNull();
		return turn;
	}

	private void attempt(Outcome outcome, long now) {
		begin(now).end(outcome, now);
	}

	private void eject(long now) {
		for (int i = 0; i < 3; i++) {
			attempt(Outcome.FAILURE, now);
		}
		assertThat(this.state.phase()).isEqualTo(Phase.EJECTED);
	}

	@Test
	void whenFailuresAreNotInARowThenTheEndpointStays() {
		for (int i = 0; i < 10; i++) {
			attempt(Outcome.FAILURE, 0);
			attempt(Outcome.NEUTRAL, 0);
			attempt(Outcome.FAILURE, 0);
			attempt(Outcome.SUCCESS, 0);
		}
		assertThat(this.state.isAvailable(0)).isTrue();
		assertThat(this.state.failures()).isZero();
	}

	@Test
	void whenEnoughFailuresFollowEachOtherThenTheEndpointIsEjectedForATime() {
		eject(0);
		assertThat(this.state.isAvailable(9)).isFalse();
		assertThat(this.state.begin(9)).isNull();
		assertThat(this.state.retryAt(4)).isEqualTo(6);
		assertThat(this.state.inFlight()).isZero();
		assertThat(this.state.isAvailable(10)).isTrue();
		assertThat(this.state.retryAt(10)).isZero();
	}

	@Test
	void whenTheEjectionIsOverThenOneRequestProbes() {
		eject(0);
		Turn probe = begin(10);
		assertThat(this.state.isAvailable(10)).isFalse();
		assertThat(this.state.begin(10)).isNull();
		assertThat(this.state.retryAt(10)).isPositive();
		probe.end(Outcome.SUCCESS, 12);
		assertThat(this.state.phase()).isEqualTo(Phase.UP);
		assertThat(this.state.failures()).isZero();
	}

	@Test
	void whenAProbeFailsThenEachEjectionLastsTwiceAsLongUpToABound() {
		eject(0);
		long now = 10;
		for (long time : new long[] { 20, 40, 50, 50 }) {
			attempt(Outcome.FAILURE, now);
			assertThat(this.state.retryAt(now)).isEqualTo(time);
			now += time;
		}
	}

	@Test
	void whenAProbeSaysNothingThenTheNextRequestProbes() {
		eject(0);
		Turn probe = begin(10);
		probe.end(Outcome.NEUTRAL, 11);
		assertThat(this.state.phase()).isEqualTo(Phase.EJECTED);
		assertThat(this.state.isAvailable(11)).isTrue();
	}

	@Test
	void whenAProbeHasItsFirstTokenThenOthersNeedNotWaitForItsEnd() {
		eject(0);
		Turn probe = begin(10);
		probe.firstToken(5, 15);
		assertThat(this.state.phase()).isEqualTo(Phase.UP);
		probe.end(Outcome.FAILURE, 30);
		assertThat(this.state.phase()).isEqualTo(Phase.UP);
		assertThat(this.state.failures()).isEqualTo(1);
	}

	@Test
	void whenAnAttemptBeganBeforeTheEjectionThenItSaysNothingAfterIt() {
		Turn old = begin(0);
		Turn failing = begin(0);
		eject(0);
		old.end(Outcome.SUCCESS, 1);
		assertThat(this.state.phase()).isEqualTo(Phase.EJECTED);
		Turn probe = begin(10);
		failing.firstToken(1, 11);
		failing.end(Outcome.FAILURE, 11);
		assertThat(this.state.phase()).isEqualTo(Phase.PROBING);
		assertThat(this.state.inFlight()).isEqualTo(1);
		probe.end(Outcome.SUCCESS, 12);
		assertThat(this.state.inFlight()).isZero();
	}

	@Test
	void whenAnEndpointIsReadmittedThenItsShareGrows() {
		assertThat(this.state.share(0)).isEqualTo(1);
		eject(0);
		attempt(Outcome.SUCCESS, 10);
		assertThat(this.state.share(10)).isEqualTo(0.1);
		assertThat(this.state.share(60)).isEqualTo(0.5);
		assertThat(this.state.share(110)).isEqualTo(1);
	}

	@Test
	void whenAnEndpointHasLastedThenEarlierEjectionsAreForgotten() {
		eject(0);
		attempt(Outcome.FAILURE, 10);
		attempt(Outcome.SUCCESS, 30);
		attempt(Outcome.SUCCESS, 31);
		eject(40);
		assertThat(this.state.retryAt(40)).as("soon after").isEqualTo(40);
		attempt(Outcome.SUCCESS, 80);
		attempt(Outcome.SUCCESS, 180);
		eject(180);
		assertThat(this.state.retryAt(180)).as("long after").isEqualTo(10);
	}

	@Test
	void whenEjectionIsSwitchedOffThenNoFailureMatters() {
		EndpointState never = new EndpointState(BalancingSettings.OFF, 0);
		for (int i = 0; i < 100; i++) {
			Turn turn = never.begin(0);
			assertThat(turn).isNotNull();
			turn.end(Outcome.FAILURE, 0);
		}
		assertThat(never.isAvailable(0)).isTrue();
		assertThat(never.share(0)).isEqualTo(1);
	}

	@Test
	void whenATurnEndsTwiceThenTheSecondDoesNotCount() {
		Turn turn = begin(0);
		turn.end(Outcome.NEUTRAL, 0);
		turn.end(Outcome.FAILURE, 0);
		assertThat(this.state.inFlight()).isZero();
		assertThat(this.state.failures()).isZero();
	}

	@Test
	void whenAFirstTokenDoesNotComeThenTheWaitMayRaiseTheAverageOnly() {
		begin(0).firstToken(50, 50);
		begin(50).end(Outcome.NEUTRAL, 60);
		assertThat(this.state.ewma().average()).as("less than it").isEqualTo(50);
		begin(60).end(Outcome.NEUTRAL, 960);
		assertThat(this.state.ewma().average()).as("more than it").isEqualTo(900);
		begin(960).end(Outcome.SUCCESS, 9_960);
		assertThat(this.state.ewma().average()).as("a success without tokens").isEqualTo(900);
	}

	@Test
	void whenManyThreadsTakeTurnsThenEachIsCounted() throws Exception {
		EndpointState shared = new EndpointState(BalancingSettings.OFF, 0);
		Queue<Turn> turns = new ConcurrentLinkedQueue<>();
		together(() -> {
			List<Turn> own = new ArrayList<>();
			for (int i = 0; i < 20_000; i++) {
				own.add(shared.begin(i));
			}
			turns.addAll(own);
		});
		assertThat(shared.inFlight()).isEqualTo(80_000);
		together(() -> {
			for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
				turn.end(Outcome.NEUTRAL, 0);
			}
		});
		assertThat(shared.inFlight()).isZero();
	}

	@Test
	void whenManyThreadsFailAndSucceedThenWhatIsInFlightIsNeverNegative() throws Exception {
		AtomicInteger clock = new AtomicInteger();
		AtomicInteger lowest = new AtomicInteger();
		together(() -> {
			for (int i = 0; i < 20_000; i++) {
				Turn turn = this.state.begin(clock.incrementAndGet());
				if (turn != null) {
					turn.firstToken(i, clock.get());
					turn.end((i % 4 == 0) ? Outcome.SUCCESS : Outcome.FAILURE, clock.incrementAndGet());
					turn.end(Outcome.SUCCESS, clock.get());
				}
				lowest.accumulateAndGet(this.state.inFlight(), Math::min);
			}
		});
		assertThat(this.state.inFlight()).isZero();
		assertThat(lowest).hasValue(0);
	}

	@Test
	void whenManyThreadsWantToProbeThenOneDoes() throws Exception {
		for (int round = 0; round < 100; round++) {
			long now = 1_000L * round;
			eject(now);
			AtomicInteger probes = new AtomicInteger();
			together(() -> {
				if (this.state.begin(now + 50) != null) {
					probes.incrementAndGet();
				}
			});
			assertThat(probes).hasValue(1);
			assertThat(this.state.inFlight()).isEqualTo(1);
			this.state = new EndpointState(SETTINGS, 0);
		}
	}

	private static void together(Runnable task) throws Exception {
		CyclicBarrier start = new CyclicBarrier(4);
		ExecutorService threads = Executors.newFixedThreadPool(4);
		List<Future<?>> running = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			running.add(threads.submit(() -> {
				start.await(10, TimeUnit.SECONDS);
				task.run();
				return null;
			}));
		}
		for (Future<?> each : running) {
			each.get(10, TimeUnit.SECONDS);
		}
		threads.shutdown();
	}

}
