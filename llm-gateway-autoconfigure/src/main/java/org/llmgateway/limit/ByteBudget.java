package org.llmgateway.limit;

import java.util.concurrent.atomic.AtomicLong;

import org.llmgateway.exchange.Elastic;
import org.llmgateway.llm.LoadClass;

/**
 * How many bytes all requests together may hold: taken before they are read, given back
 * when they are let go.
 *
 * <p>
 * A class may use a part of the bound: sheddable requests four fifths, standard ones nine
 * tenths, critical ones all of it. The bound breathes between half of the configured size
 * and a fifth above it: a quiet gateway gives back, requests that need it take that back
 * up to the configured size, and what goes beyond is granted by {@link #scale} alone.
 * Free of locks, and of allocation where bytes are taken and given back.
 */
final class ByteBudget implements Elastic {

	private static final long LARGEST = 1L << 60;

	private final long size;

	private final AtomicLong bound;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates a budget of which nothing is used.
	 * @param size the configured size in bytes, at least 1
	 */
	ByteBudget(long size) {
		this.size = Math.min(size, LARGEST);
		this.bound = new AtomicLong(this.size);
	}

	/**
	 * Takes bytes if they fit.
	 * @param bytes how many, not negative
	 * @param loadClass the class of the request
	 * @return whether they are taken, and have to be given back
	 */
	boolean take(long bytes, LoadClass loadClass) {
		while (true) {
			long before = this.used.get();
			long bound = this.bound.get();
			if (bytes > share(bound, loadClass) - before) {
				if (bound >= this.size) {
					return false;
				}
				this.bound.compareAndSet(bound, Math.min(this.size, bound + bound / 5 + 1));
			}
			else if (this.used.compareAndSet(before, before + bytes)) {
				return true;
			}
		}
	}

	/**
	 * Gives back what was taken.
	 * @param bytes how many
	 */
	void giveBack(long bytes) {
		this.used.addAndGet(-bytes);
	}

	private static long share(long bound, LoadClass loadClass) {
		return switch (loadClass) {
			case SHEDDABLE -> bound - bound / 5;
			case STANDARD -> bound - bound / 10;
			case CRITICAL -> bound;
		};
	}

	/**
	 * The largest request that a class can ever have taken.
	 * @param loadClass the class
	 * @return bytes
	 */
	long largest(LoadClass loadClass) {
		return share(this.size, loadClass);
	}

	@Override
	public void scale(double factor) {
		long before = this.bound.get();
		long after = Math.min((long) (before * factor), this.size + this.size / 5);
		this.bound.compareAndSet(before, Math.max(after, this.size / 2));
	}

	long size() {
		return this.size;
	}

	long bound() {
		return this.bound.get();
	}

	long used() {
		return this.used.get();
	}

}
