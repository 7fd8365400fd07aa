package org.llmgateway.limit;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/**
 * A provider that serves requests in slots, the others waiting in a line, and a gateway
 * in front of it that always has a request for a permit; in simulated time.
 */
final class SimulatedProvider {

	static final long SECOND = 1_000_000_000L;

	private final Random random = new Random(42);

	private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::time));

	private final Deque<Long> line = new ArrayDeque<>();

	private final ConcurrencyLimit limit;

	/** How long an answer takes in a slot, in seconds, of a number from 0 to 1. */
	private DoubleUnaryOperator service = (random) -> 0.5 + random;

	/** Which part of that goes by before its first token. */
	private double firstPart = 0.5;

	private int slots;

	/** How many requests there are at most, or the gateway has fewer than permits. */
	private int demand = Integer.MAX_VALUE;

	/** How many may wait in line before 429 is the answer. */
	private int longestLine = Integer.MAX_VALUE;

	private int busy;

	private int inFlight;

	private long now;

	private long served;

	private long refused;

	/**
	 * Something that happens.
	 *
	 * @param time when
	 * @param arrived when its request came
	 * @param last whether it is the end of the answer, and not its first token
	 */
	private record Event(long time, long arrived, boolean last) {

	}

	SimulatedProvider(ConcurrencyLimit limit, int slots) {
		this.limit = limit;
		this.slots = slots;
	}

	SimulatedProvider service(DoubleUnaryOperator service, double firstPart) {
		this.service = service;
		this.firstPart = firstPart;
		return this;
	}

	SimulatedProvider slots(int slots) {
		this.slots = slots;
		serve();
		return this;
	}

	SimulatedProvider demand(int demand) {
		this.demand = demand;
		return this;
	}

	SimulatedProvider longestLine(int longestLine) {
		this.longestLine = longestLine;
		return this;
	}

	/**
	 * Lets time pass.
	 * @param seconds how much
	 * @return how many requests were served in a second
	 */
	double run(int seconds) {
		long end = this.now + seconds * SECOND;
		long before = this.served;
		admit();
		while (!this.events.isEmpty() && this.events.peek().time() <= end) {
			Event event = this.events.remove();
			this.now = event.time();
			happen(event);
			admit();
		}
		this.now = end;
		return (double) (this.served - before) / seconds;
	}

	private void admit() {
		while (this.inFlight < Math.min(this.limit.limit(), this.demand)) {
			this.inFlight++;
			if (this.line.size() >= this.longestLine) {
				this.refused++;
				this.limit.ended(true, this.inFlight--, this.now);
				return;
			}
			this.line.add(this.now);
			serve();
		}
	}

	private void serve() {
		while (this.busy < this.slots && !this.line.isEmpty()) {
			this.busy++;
			long arrived = this.line.remove();
			long time = (long) (this.service.applyAsDouble(this.random.nextDouble()) * SECOND);
			this.events.add(new Event(this.now + (long) (time * this.firstPart), arrived, false));
			this.events.add(new Event(this.now + time, arrived, true));
		}
	}

	private void happen(Event event) {
		if (!event.last()) {
			this.limit.firstToken(event.time() - event.arrived(), this.inFlight, this.now);
			return;
		}
		this.busy--;
		this.served++;
		this.limit.ended(false, this.inFlight--, this.now);
		serve();
	}

	long refused() {
		return this.refused;
	}

	int inFlight() {
		return this.inFlight;
	}

	long now() {
		return this.now;
	}

}
