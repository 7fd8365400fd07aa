package org.llmgateway.codec;

import java.util.Arrays;

/**
 * The beginning of an event, up to a member that differs from event to event, and what a
 * walk knew there.
 *
 * <p>
 * The events of an answer begin alike: id, time and model are the same until the token. A
 * walk that has seen the same bytes before goes on from behind them. Where events do not
 * begin alike, as with a sequence number in each, it stops trying after a few misses.
 */
final class EventMemo {

	private static final int MAX_BYTES = 2048;

	private static final int MAX_MISSES = 8;

	private byte[] prefix = new byte[0];

	/**
	 * Length of what is remembered, or -1.
	 */
	private int length = -1;

	private byte[] name = new byte[0];

	private int misses;

	int depth;

	int facts;

	/**
	 * Whether the event begins as the remembered one did.
	 */
	boolean matches(SseEvent event) {
		int length = this.length;
		SseRange data = event.data;
		if (length < 0 || data.length < length) {
			return false;
		}
		boolean same = Arrays.equals(this.prefix, 0, length, data.array, data.start, data.start + length)
				&& Arrays.equals(this.name, 0, this.name.length, event.name.array, event.name.start,
						event.name.start + event.name.length);
		this.misses = same ? 0 : this.misses;
		return same;
	}

	int length() {
		return this.length;
	}

	/**
	 * Remembers an event.
	 * @param length how many bytes of its data
	 * @param depth the nesting after them
	 * @param facts what the walk knew after them
	 */
	void remember(SseEvent event, int length, int depth, int facts) {
		if (length > MAX_BYTES || this.misses >= MAX_MISSES) {
			this.length = -1;
			return;
		}
		this.misses++;
		if (this.prefix.length < length) {
			this.prefix = new byte[length + 64];
		}
		System.arraycopy(event.data.array, event.data.start, this.prefix, 0, length);
		if (this.name.length != event.name.length) {
			this.name = new byte[event.name.length];
		}
		System.arraycopy(event.name.array, event.name.start, this.name, 0, event.name.length);
		this.length = length;
		this.depth = depth;
		this.facts = facts;
	}

}
