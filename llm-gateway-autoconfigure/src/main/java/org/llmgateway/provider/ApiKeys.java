package org.llmgateway.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider, used in turn.
 */
final class ApiKeys {

	private final List<ApiKey> keys;

	private final AtomicInteger next = new AtomicInteger();

	ApiKeys(String provider, List<String> values, KeySettings settings) {
		List<ApiKey> keys = new ArrayList<>(values.size());
		values.forEach((value) -> keys.add(new ApiKey(provider, value, settings)));
		this.keys = List.copyOf(keys);
	}

	List<ApiKey> all() {
		return this.keys;
	}

	/**
	 * One that is not available is skipped for good, or the one after it gets its load.
	 */
	@Nullable ApiKey take(long now) {
		int count = this.keys.size();
		if (count == 0) {
			return ApiKey.NONE;
		}
		for (int i = 0; i < count; i++) {
			ApiKey key = this.keys.get((this.next.getAndIncrement() & Integer.MAX_VALUE) % count);
			if (key.take(now)) {
				return key;
			}
		}
		return takeAny(now);
	}

	/** While others take keys too, the turns of one taker may miss some. */
	private @Nullable ApiKey takeAny(long now) {
		for (int i = 0; i < this.keys.size(); i++) {
			if (this.keys.get(i).take(now)) {
				return this.keys.get(i);
			}
		}
		return null;
	}

	long retryAt(long now) {
		long first = this.keys.isEmpty() ? 0 : Long.MAX_VALUE;
		for (int i = 0; i < this.keys.size() && first > 0; i++) {
			first = Math.min(first, this.keys.get(i).retryAt(now));
		}
		return first;
	}

}
