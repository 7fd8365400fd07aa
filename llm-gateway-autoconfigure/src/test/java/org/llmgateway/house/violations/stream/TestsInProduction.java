package org.llmgateway.house.violations.stream;

import org.llmgateway.test.MockLlm;

/** Uses the mock. */
final class TestsInProduction {

	Class<?> mock() {
		return MockLlm.class;
	}

}
