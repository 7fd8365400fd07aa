package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.GatewayError;

/**
 * The clocks of one stream from a provider: <em>first token</em> runs from the request's
 * last byte to the first content, and from there on <em>idle</em> from each read to the
 * next. Where no first token is waited for, idle runs from the first byte.
 *
 * <p>
 * It decides and measures nothing: every method is told what time it is, in nanoseconds
 * of one clock that only goes forward. An instance belongs to one thread at a time.
 */
public final class StreamDeadlines {

	private final long firstToken;

	private final long idle;

	private long sent;

	private long read;

	private boolean begun;

	private boolean content;

	/**
	 * Starts the clocks.
	 * @param firstToken how long the first content may take, in nanoseconds; 0 for any
	 * time
	 * @param idle how long silence may last, in nanoseconds; 0 for any time
	 * @param now the time
	 */
	public StreamDeadlines(long firstToken, long idle, long now) {
		this.firstToken = firstToken;
		this.idle = idle;
		this.sent = now;
	}

	/**
	 * The last byte of the request has left: from here the first token is waited for.
	 * @param now the time
	 */
	public void sent(long now) {
		this.sent = now;
	}

	/**
	 * Something came that counts as life.
	 * @param now the time
	 */
	public void read(long now) {
		this.begun = true;
		this.read = now;
	}

	/**
	 * Content came: there is nothing more to wait for but the next read.
	 */
	public void content() {
		this.content = true;
	}

	/**
	 * The clock that has run out.
	 * @param now the time
	 * @return the error, or {@code null} while there is time left
	 */
	public @Nullable GatewayError expired(long now) {
		if (isFirstTokenDue() && now - this.sent >= this.firstToken) {
			return GatewayError.FIRST_TOKEN_TIMEOUT;
		}
		return (isIdleDue() && now - this.read >= this.idle) ? GatewayError.IDLE_TIMEOUT : null;
	}

	/**
	 * How long no clock can run out, whatever comes.
	 * @param now the time
	 * @return nanoseconds, at least 0; {@link Long#MAX_VALUE} if no clock runs
	 */
	public long left(long now) {
		long left = isFirstTokenDue() ? this.firstToken - (now - this.sent) : Long.MAX_VALUE;
		if (this.idle > 0) {
			// The next byte may start this clock without a new look at what is left.
			left = Math.min(left, isIdleDue() ? this.idle - (now - this.read) : this.idle);
		}
		return Math.max(0, left);
	}

	private boolean isFirstTokenDue() {
		return this.firstToken > 0 && !this.content;
	}

	private boolean isIdleDue() {
		return this.idle > 0 && this.begun && !isFirstTokenDue();
	}

}
