package org.llmgateway.protocol;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * How many connections may be open, in total and from one address. A network of 64 bits,
 * which is what one client of IPv6 has, counts as one address. An address without a
 * connection is forgotten.
 */
final class ConnectionLimit {

	private final int total;

	private final int perAddress;

	private final AtomicInteger open = new AtomicInteger();

	private final ConcurrentMap<Object, Integer> addresses = new ConcurrentHashMap<>();

	/**
	 * Makes a limit.
	 * @param total most connections in all
	 * @param perAddress most connections from one address; 0 for no such limit
	 */
	ConnectionLimit(int total, int perAddress) {
		this.total = total;
		this.perAddress = perAddress;
	}

	/**
	 * Takes a place for a connection. Who gets one gives it back by
	 * {@link #leave(InetAddress)}.
	 * @param address where it comes from, if known
	 * @return why it gets no place, or {@code null} if it has one
	 */
	@Nullable GuardReason enter(@Nullable InetAddress address) {
		if (this.open.incrementAndGet() > this.total) {
			this.open.decrementAndGet();
			return GuardReason.TOTAL;
		}
		if (this.perAddress > 0 && address != null
				&& this.addresses.merge(key(address), 1, Integer::sum) > this.perAddress) {
			leave(address);
			return GuardReason.ADDRESS;
		}
		return null;
	}

	/**
	 * Gives a place back.
	 * @param address where the connection came from, if known
	 */
	void leave(@Nullable InetAddress address) {
		this.open.decrementAndGet();
		if (this.perAddress > 0 && address != null) {
			this.addresses.computeIfPresent(key(address), (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

	private static Object key(InetAddress address) {
		return (address instanceof Inet6Address) ? ByteBuffer.wrap(address.getAddress()).getLong() : address;
	}

	int open() {
		return this.open.get();
	}

	int total() {
		return this.total;
	}

	int perAddress() {
		return this.perAddress;
	}

	/**
	 * Addresses that are remembered.
	 */
	int addresses() {
		return this.addresses.size();
	}

}
