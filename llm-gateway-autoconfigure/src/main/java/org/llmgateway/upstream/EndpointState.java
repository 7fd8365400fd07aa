package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

/**
 * What is known of an endpoint: whether it may be used, how fast it is and how busy.
 *
 * <p>
 * It is ejected after some failures in a row, for a time that doubles with each ejection.
 * Then one request may probe it: success readmits it, failure ejects it for longer. The
 * earlier ejections are forgotten when a request succeeds after the slow start. All times
 * are nanoseconds of one clock that is passed in.
 */
final class EndpointState {

	/** How an attempt ended, as far as the endpoint is to blame. */
	enum Outcome {

		/** The endpoint did its work. */
		SUCCESS,

		/** The endpoint is at fault. */
		FAILURE,

		/** It says nothing about the endpoint: the client left, or is at fault. */
		NEUTRAL

	}

	/** Whether requests are sent. */
	enum Phase {

		/** Requests are sent. */
		UP,

		/** No requests are sent for a time; after it, one is. */
		EJECTED,

		/** One request is under way, and no other is sent. */
		PROBING

	}

	/** A guess at how long a probe takes, for whoever asks when to come again. */
	private static final long PROBE = 1_000_000_000L;

	/** The least of its share that an endpoint gets, as in Envoy's slow start. */
	private static final double LEAST_SHARE = 0.1;

	private final BalancingSettings settings;

	private final PeakEwma firstToken;

	private volatile Phase phase = Phase.UP;

	private volatile int inFlight;

	private volatile int failures;

	private volatile long ejectedUntil;

	private volatile long upSince;

	/** Ejections that are not forgotten. */
	private int ejections;

	/** Counts ejections, so that what began before one says nothing after it. */
	private int epoch;

	EndpointState(BalancingSettings settings, long now) {
		this.settings = settings;
		this.firstToken = new PeakEwma(settings.decay());
		this.upSince = now;
	}

	boolean isAvailable(long now) {
		return switch (this.phase) {
			case UP -> true;
			case EJECTED -> now - this.ejectedUntil >= 0;
			case PROBING -> false;
		};
	}

	/**
	 * When it is worth asking again.
	 * @param now the time
	 * @return nanoseconds from now; 0 if the endpoint is available
	 */
	long retryAt(long now) {
		return switch (this.phase) {
			case UP -> 0;
			case EJECTED -> Math.max(0, this.ejectedUntil - now);
			case PROBING -> PROBE;
		};
	}

	/**
	 * How much of its weight the endpoint gets: all of it but during the slow start.
	 * @param now the time
	 * @return above 0, at most 1
	 */
	double share(long now) {
		long age = now - this.upSince;
		long slowStart = this.settings.slowStart();
		return (age >= slowStart) ? 1 : Math.max(LEAST_SHARE, (double) age / slowStart);
	}

	/**
	 * What a request more would cost here.
	 * @param weight the weight relative to others
	 * @param guess the first-token time where it is not known
	 * @param now the time
	 * @return nanoseconds that compare with those of others
	 */
	double cost(double weight, double guess, long now) {
		return this.firstToken.read(guess, now) * (1 + this.inFlight / weight);
	}

	/**
	 * Begins an attempt: it is in flight until its turn ends. After an ejection it is the
	 * probe.
	 * @param now the time
	 * @return the turn, to be ended exactly once; {@code null}, and nothing is in flight,
	 * if the endpoint is not available, perhaps because another has just become the probe
	 */
	synchronized @Nullable Turn begin(long now) {
		if (!isAvailable(now)) {
			return null;
		}
		boolean probe = this.phase != Phase.UP;
		if (probe) {
			this.phase = Phase.PROBING;
		}
		this.inFlight++;
		return new Turn(this, now, this.epoch, probe);
	}

	private synchronized void end(Turn turn, Outcome outcome, long now) {
		this.inFlight--;
		if (turn.epoch != this.epoch) {
			return;
		}
		switch (outcome) {
			case SUCCESS -> succeed(now);
			case FAILURE -> fail(now);
			case NEUTRAL -> {
				if (this.phase == Phase.PROBING && turn.probe) {
					// The ejection is over, so the next one may probe at once.
					this.phase = Phase.EJECTED;
				}
			}
		}
	}

	private void succeed(long now) {
		if (this.phase != Phase.UP) {
			readmit(now);
		}
		else if (now - this.upSince >= this.settings.slowStart()) {
			this.ejections = 0;
		}
		this.failures = 0;
	}

	private synchronized void answered(Turn turn, long now) {
		if (turn.probe && turn.epoch == this.epoch && this.phase == Phase.PROBING) {
			readmit(now);
		}
	}

	private void readmit(long now) {
		this.failures = 0;
		this.upSince = now;
		this.phase = Phase.UP;
	}

	private void fail(long now) {
		this.failures++;
		boolean enough = this.settings.failures() > 0 && this.failures >= this.settings.failures();
		if (enough || this.phase == Phase.PROBING) {
			this.ejectedUntil = now + this.settings.ejection(this.ejections++);
			this.epoch++;
			this.phase = Phase.EJECTED;
		}
	}

	Phase phase() {
		return this.phase;
	}

	int inFlight() {
		return this.inFlight;
	}

	int failures() {
		return this.failures;
	}

	PeakEwma ewma() {
		return this.firstToken;
	}

	/**
	 * One attempt's time at an endpoint.
	 */
	static final class Turn {

		private final EndpointState state;

		private final long began;

		private final int epoch;

		private final boolean probe;

		private boolean answered;

		private boolean ended;

		private Turn(EndpointState state, long now, int epoch, boolean probe) {
			this.state = state;
			this.began = now;
			this.epoch = epoch;
			this.probe = probe;
		}

		/**
		 * The first content has come. This readmits an endpoint that is being probed: a
		 * stream may go on for long.
		 * @param nanos how long it took, from the request's last byte
		 * @param now the time
		 */
		void firstToken(long nanos, long now) {
			synchronized (this) {
				if (this.answered || this.ended) {
					return;
				}
				this.answered = true;
			}
			this.state.firstToken.observe(nanos, now);
			this.state.answered(this, now);
		}

		/**
		 * Ends the turn; only the first end counts. One that ends without a first token
		 * has waited at least as long as it took, which may raise the average.
		 * @param outcome how it ended
		 * @param now the time
		 */
		void end(Outcome outcome, long now) {
			boolean waited;
			synchronized (this) {
				if (this.ended) {
					return;
				}
				this.ended = true;
				waited = !this.answered && outcome != Outcome.SUCCESS;
			}
			long time = now - this.began;
			double average = this.state.firstToken.average();
			if (waited && average > 0 && time > average) {
				this.state.firstToken.observe(time, now);
			}
			this.state.end(this, outcome, now);
		}

	}

}
