package org.llmgateway.upstream;

import java.util.ArrayList;
import java.util.List;

/**
 * The endpoints that a request has been sent to, and when each may be asked again.
 */
final class Tried {

	private final List<Endpoint> endpoints = new ArrayList<>(0);

	/** For each endpoint, in nanoseconds; {@link Long#MAX_VALUE} for never. */
	private final List<Long> notBefore = new ArrayList<>(0);

	/**
	 * An endpoint has been tried, perhaps again.
	 * @param endpoint the endpoint
	 * @param wait how long it may not be asked, in nanoseconds; {@link Long#MAX_VALUE}
	 * for never again
	 * @param now the time
	 */
	void add(Endpoint endpoint, long wait, long now) {
		int index = this.endpoints.indexOf(endpoint);
		if (index >= 0) {
			this.endpoints.remove(index);
			this.notBefore.remove(index);
		}
		this.endpoints.add(endpoint);
		this.notBefore.add((wait == Long.MAX_VALUE) ? wait : now + wait);
	}

	List<Endpoint> endpoints() {
		return this.endpoints;
	}

	/**
	 * When the first may be asked again, by what providers have said, by its state and by
	 * its keys.
	 * @param now the time
	 * @return nanoseconds from now; {@link Long#MAX_VALUE} for never
	 */
	long ready(long now) {
		long first = Long.MAX_VALUE;
		for (int i = 0; i < this.endpoints.size(); i++) {
			first = Math.min(first, Math.max(left(i, now), this.endpoints.get(i).retryAt(now)));
		}
		return first;
	}

	/**
	 * What may not be asked yet.
	 * @param now the time
	 * @return endpoints
	 */
	List<Endpoint> notReady(long now) {
		List<Endpoint> rest = new ArrayList<>(this.endpoints.size());
		for (int i = 0; i < this.endpoints.size(); i++) {
			if (left(i, now) > 0) {
				rest.add(this.endpoints.get(i));
			}
		}
		return rest;
	}

	private long left(int index, long now) {
		long time = this.notBefore.get(index);
		return (time == Long.MAX_VALUE) ? time : Math.max(0, time - now);
	}

}
