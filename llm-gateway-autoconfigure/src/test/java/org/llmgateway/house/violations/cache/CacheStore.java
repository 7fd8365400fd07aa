package org.llmgateway.house.violations.cache;

import org.llmgateway.house.violations.quota.ReachesIntoCache;

/** Makes a cycle. */
public class CacheStore {

	Class<?> other() {
		return ReachesIntoCache.class;
	}

}
