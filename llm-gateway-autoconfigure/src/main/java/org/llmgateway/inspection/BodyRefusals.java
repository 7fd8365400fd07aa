package org.llmgateway.inspection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the bodies that were refused, by reason.
 */
final class BodyRefusals {

	private final LongAdder[] counts = new LongAdder[BodyRefusal.values().length];

	BodyRefusals() {
		for (int i = 0; i < this.counts.length; i++) {
			this.counts[i] = new LongAdder();
		}
	}

	/**
	 * Counts a refusal.
	 * @param refusal the error that the caller gets
	 */
	void add(RuntimeException refusal) {
		add((refusal instanceof BodyRefusedException known) ? known.reason() : BodyRefusal.OTHER);
	}

	void add(BodyRefusal reason) {
		this.counts[reason.ordinal()].increment();
	}

	/**
	 * The counts since the start.
	 * @return every reason with its count
	 */
	Map<String, Object> byReason() {
		Map<String, Object> all = new LinkedHashMap<>();
		for (BodyRefusal reason : BodyRefusal.values()) {
			all.put(reason.text(), this.counts[reason.ordinal()].sum());
		}
		return all;
	}

}
