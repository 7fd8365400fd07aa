package org.llmgateway.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

import org.llmgateway.exchange.LimitReport;
import org.llmgateway.protocol.QuicAdmission.Decision;

/**
 * Counts QUIC connections, on all listeners together, and what their guards have refused.
 */
final class QuicConnections implements LimitReport {

	private final Http3Properties properties;

	private final QuicAdmission admission;

	private final AtomicInteger open = new AtomicInteger();

	private final AtomicInteger handshakes = new AtomicInteger();

	private final LongAdder retries = new LongAdder();

	private final LongAdder refused = new LongAdder();

	private final LongAdder dropped = new LongAdder();

	private final LongAdder invalidTokens = new LongAdder();

	private final LongAdder shortDatagrams = new LongAdder();

	private final LongAdder resets = new LongAdder();

	private final LongAdder floods = new LongAdder();

	QuicConnections(Http3Properties properties) {
		this.properties = properties;
		this.admission = new QuicAdmission(properties, System.nanoTime());
	}

	/** What becomes of a first packet. */
	Decision decide(boolean validated) {
		Decision decision = this.admission.decide(validated, this.open.get(), this.handshakes.get(), System.nanoTime());
		if (decision == Decision.RETRY) {
			this.retries.increment();
		}
		else if (decision == Decision.DROP) {
			this.dropped.increment();
		}
		return decision;
	}

	/**
	 * A connection was opened.
	 * @return whether it may stay
	 */
	boolean opened() {
		this.handshakes.incrementAndGet();
		boolean admitted = this.open.incrementAndGet() <= this.properties.maxConnections();
		if (!admitted) {
			this.refused.increment();
		}
		return admitted;
	}

	/** The handshake of a connection is done. */
	void established() {
		this.handshakes.decrementAndGet();
	}

	/** A connection is closed. */
	void closed(boolean established) {
		this.open.decrementAndGet();
		if (!established) {
			this.handshakes.decrementAndGet();
		}
	}

	void invalidToken() {
		this.invalidTokens.increment();
	}

	void shortDatagram() {
		this.shortDatagrams.increment();
	}

	void reset() {
		this.resets.increment();
	}

	void flood() {
		this.floods.increment();
	}

	/** Counts cancelled requests of one connection. */
	FloodWindow resetWindow() {
		return new FloodWindow(this.properties.maxResets(), this.properties.floodWindow().toNanos(), System.nanoTime());
	}

	/** Counts what one connection sends beside its requests. */
	FloodWindow controlWindow() {
		return new FloodWindow(this.properties.maxControl().toBytes(), this.properties.floodWindow().toNanos(),
				System.nanoTime());
	}

	Http3Properties properties() {
		return this.properties;
	}

	int open() {
		return this.open.get();
	}

	int handshakes() {
		return this.handshakes.get();
	}

	/**
	 * How often each guard has acted.
	 * @return counts by the name of what was refused, in a fixed order
	 */
	Map<String, LongAdder> counts() {
		Map<String, LongAdder> counts = new LinkedHashMap<>();
		counts.put("retries", this.retries);
		counts.put("refused", this.refused);
		counts.put("dropped", this.dropped);
		counts.put("invalidTokens", this.invalidTokens);
		counts.put("shortDatagrams", this.shortDatagrams);
		counts.put("resets", this.resets);
		counts.put("floods", this.floods);
		return counts;
	}

	@Override
	public String name() {
		return "quic";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("connections", open());
		report.put("maxConnections", this.properties.maxConnections());
		report.put("handshakes", handshakes());
		report.put("maxHandshakes", this.properties.maxHandshakes());
		counts().forEach((name, count) -> report.put(name, count.sum()));
		return report;
	}

}
