package org.llmgateway.provider;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A provider's key, and whether it may be used; it never shows itself, only its hash.
 *
 * <p>
 * 401, 402 and 403 take it out of use until it is tried again by one request; 429 lets it
 * rest for as long as the provider says; a success puts it back. Other answers say
 * nothing about a key. All times are nanoseconds of one clock that is passed in.
 */
public final class ApiKey {

	/** No key, for a provider that asks for none: always in use. */
	public static final ApiKey NONE = new ApiKey("", "", KeySettings.DEFAULT);

	private static final Log logger = LogFactory.getLog(ApiKey.class);

	private enum State {

		UP, COOLING, OUT, PROBING

	}

	private final String provider;

	private final String value;

	private final String hash;

	private final KeySettings settings;

	private volatile State state = State.UP;

	private volatile long until;

	ApiKey(String provider, String value, KeySettings settings) {
		this.provider = provider;
		this.value = value;
		this.hash = hash(value);
		this.settings = settings;
	}

	private static String hash(String value) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest, 0, 4);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Takes the key for a request, which may be the one that tries it again.
	 * @param now the time
	 * @return whether it may be used
	 */
	boolean take(long now) {
		return this.state == State.UP || takeAgain(now);
	}

	private synchronized boolean takeAgain(long now) {
		if (retryAt(now) > 0) {
			return false;
		}
		switch (this.state) {
			case UP -> {
			}
			case COOLING -> this.state = State.UP;
			case OUT, PROBING -> {
				// If nobody tells how it went, it is tried again after as long.
				this.state = State.PROBING;
				this.until = now + this.settings.retry();
			}
		}
		return true;
	}

	/**
	 * When the key may be used again.
	 * @param now the time
	 * @return nanoseconds from now; 0 if it may be used, {@link Long#MAX_VALUE} if it
	 * will not be
	 */
	public long retryAt(long now) {
		return switch (this.state) {
			case UP -> 0;
			case COOLING -> Math.max(0, this.until - now);
			case OUT, PROBING -> (this.settings.retry() > 0) ? Math.max(0, this.until - now) : Long.MAX_VALUE;
		};
	}

	/**
	 * Tells how the provider answered a request with this key. Called once for each key
	 * that was taken.
	 * @param status the status, or 0 if there was no answer
	 * @param retryAfter what {@code Retry-After} says, in nanoseconds; 0 without one
	 * @param now the time
	 */
	public void answered(int status, long retryAfter, long now) {
		if (this == NONE || (this.state == State.UP && status >= 200 && status < 300)) {
			return;
		}
		judge(status, retryAfter, now);
	}

	private synchronized void judge(int status, long retryAfter, long now) {
		switch (status) {
			case 401, 402, 403 -> takeOut(status, now);
			case 429 -> {
				if (this.state != State.OUT) {
					coolDown((retryAfter > 0) ? retryAfter : this.settings.coolDown(), now);
				}
			}
			default -> {
				if (status >= 200 && status < 300) {
					putBack();
				}
				else if (this.state == State.PROBING) {
					this.state = State.OUT;
					this.until = now;
				}
			}
		}
	}

	private void takeOut(int status, long now) {
		if (this.state == State.UP || this.state == State.COOLING) {
			logger.warn("The key " + this.hash + " of provider '" + this.provider + "' was refused with " + status
					+ " and is out of use"
					+ ((this.settings.retry() > 0) ? "; it is tried again later" : " until the next start"));
		}
		this.state = State.OUT;
		this.until = now + this.settings.retry();
	}

	private void coolDown(long time, long now) {
		long end = now + Math.min(time, this.settings.maxCoolDown());
		if (this.state != State.COOLING || end - this.until > 0) {
			this.until = end;
		}
		this.state = State.COOLING;
	}

	private void putBack() {
		if (this.state == State.OUT || this.state == State.PROBING) {
			logger.info("The key " + this.hash + " of provider '" + this.provider + "' is back in use");
			this.state = State.UP;
		}
	}

	String value() {
		return this.value;
	}

	/**
	 * What the key is called wherever it is shown.
	 * @return the first 8 hexadecimal digits of its SHA-256
	 */
	public String hash() {
		return this.hash;
	}

	/**
	 * The state as it is shown.
	 * @param now the time
	 * @return {@code up}, {@code cooling}, {@code out} or {@code probing}
	 */
	public String state(long now) {
		return switch (this.state) {
			case UP -> "up";
			case COOLING -> (retryAt(now) > 0) ? "cooling" : "up";
			case OUT -> "out";
			case PROBING -> "probing";
		};
	}

	@Override
	public String toString() {
		return this.hash;
	}

}
