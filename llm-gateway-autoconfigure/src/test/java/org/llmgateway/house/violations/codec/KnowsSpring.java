package org.llmgateway.house.violations.codec;

import org.springframework.util.StringUtils;

/** A codec with a framework. */
final class KnowsSpring {

	boolean isEmpty(String text) {
		return !StringUtils.hasLength(text);
	}

}
