package org.llmgateway.house.violations.quota;

import org.llmgateway.house.violations.cache.CacheStore;

/** Uses another room. */
public class ReachesIntoCache {

	Class<?> other() {
		return CacheStore.class;
	}

}
