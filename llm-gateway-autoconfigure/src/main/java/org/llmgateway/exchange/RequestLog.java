package org.llmgateway.exchange;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * What the stages note about a request while it passes, read when the folder closes.
 */
public final class RequestLog {

	private final long startNanos;

	private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

	private volatile int status;

	private volatile @Nullable String provider;

	private volatile int attempts;

	RequestLog(long startNanos) {
		this.startNanos = startNanos;
	}

	/**
	 * Notes how the request ended, unless that is known already.
	 * @param ending what was seen
	 * @return whether this was the first to see it
	 */
	public boolean end(Ending ending) {
		return this.ending.compareAndSet(null, ending);
	}

	/**
	 * Notes an attempt.
	 * @param provider the name of the provider it goes to
	 */
	public void attempt(String provider) {
		this.provider = provider;
		this.attempts++;
	}

	/**
	 * Notes the status that the caller gets.
	 * @param status an HTTP status
	 */
	public void status(int status) {
		this.status = status;
	}

	public @Nullable Ending ending() {
		return this.ending.get();
	}

	public int status() {
		return this.status;
	}

	public @Nullable String provider() {
		return this.provider;
	}

	public int attempts() {
		return this.attempts;
	}

	/**
	 * When the request came in.
	 * @return a reading of the clock that the door was given, in nanoseconds
	 */
	public long startNanos() {
		return this.startNanos;
	}

}
