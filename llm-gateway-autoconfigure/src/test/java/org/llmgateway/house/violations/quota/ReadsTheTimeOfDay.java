package org.llmgateway.house.violations.quota;

/**
 * Measures by a clock that may step backwards.
 */
class ReadsTheTimeOfDay {

	long begun() {
		return System.currentTimeMillis();
	}

}
