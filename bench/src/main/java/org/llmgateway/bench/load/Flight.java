package org.llmgateway.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * One request under way, judged when its answer ends; used again for the next request.
 */
final class Flight implements AnswerListener {

	private final LoadStats stats;

	private final int expectedEvents;

	private final int minBytes;

	private final EventCounter counter = new EventCounter();

	private long startedAt;

	private long lastEventAt;

	private long bytes;

	private int status;

	private boolean open;

	Flight(LoadSpec spec, LoadStats stats) {
		this.stats = stats;
		this.expectedEvents = spec.expectedEvents();
		this.minBytes = spec.minBytes();
	}

	void begin(long now) {
		this.startedAt = now;
		this.lastEventAt = 0;
		this.bytes = 0;
		this.status = 0;
		this.counter.reset();
		this.open = true;
		this.stats.opened();
	}

	boolean isOpen() {
		return this.open;
	}

	@Override
	public void status(int status) {
		this.status = status;
	}

	@Override
	public void data(ByteBuf buffer, int index, int length, long now) {
		this.bytes += length;
		if (this.expectedEvents == 0) {
			return;
		}
		int events = this.counter.count(buffer, index, length);
		if (events == 0) {
			return;
		}
		this.stats.events(events);
		if (this.lastEventAt == 0) {
			this.stats.firstToken(now - this.startedAt);
		}
		else if (now != this.lastEventAt) {
			this.stats.gap(now - this.lastEventAt);
		}
		this.lastEventAt = now;
	}

	void end(long now) {
		if (!this.open) {
			return;
		}
		close();
		if (this.status != 200) {
			this.stats.error("status " + this.status);
		}
		else if (wrongEvents()) {
			this.stats.error("events " + this.counter.total() + " instead of " + this.expectedEvents);
		}
		else if (this.bytes < this.minBytes) {
			this.stats.error("body too short");
		}
		else {
			this.stats.completed(now - this.startedAt);
		}
	}

	private boolean wrongEvents() {
		int total = this.counter.total();
		return (this.expectedEvents == LoadSpec.ANY_EVENTS) ? total == 0 : total != this.expectedEvents;
	}

	/**
	 * The connection or stream broke before the answer ended.
	 * @param why the kind of error
	 */
	void broken(String why) {
		if (this.open) {
			close();
			this.stats.error(why);
		}
	}

	/**
	 * The window is over and the answer has not ended.
	 */
	void strand() {
		int events = this.counter.total();
		broken((this.expectedEvents == 0) ? "no end, status " + this.status
				: "no end after " + events + " events, status " + this.status);
	}

	/**
	 * Ends it without judgement: the harness itself hung up.
	 */
	void abandon() {
		if (this.open) {
			close();
		}
	}

	private void close() {
		this.open = false;
		this.stats.closed();
	}

}
