package org.llmgateway.house.violations.exchange;

import org.llmgateway.house.violations.cache.CacheStore;

/** The hallway uses a room. */
final class KnowsARoom {

	Class<?> room() {
		return CacheStore.class;
	}

}
