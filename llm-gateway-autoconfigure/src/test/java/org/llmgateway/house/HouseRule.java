package org.llmgateway.house;

import com.tngtech.archunit.lang.ArchRule;

/**
 * A rule, and what it must say of the classes that break it.
 *
 * @param name what the rule demands
 * @param rule the rule
 * @param offender a part of the report on the broken house
 */
record HouseRule(String name, ArchRule rule, String offender) {

	@Override
	public String toString() {
		return this.name;
	}

}
