package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many of a suite's cases are tried: all of them with {@code -Pfaults}, otherwise
 * every n-th, where n shares no factor with the numbers of what is combined, so that each
 * value of each column comes up.
 */
final class CaseShare {

	private static final boolean ALL = Boolean.getBoolean("llm.gateway.test.all-cases");

	private CaseShare() {
	}

	/**
	 * The cases to try.
	 * @param cases all cases, in order
	 * @param every which part of them the usual build tries
	 * @param <T> what describes a case
	 * @return all, or one of so many
	 */
	static <T> Stream<T> of(List<T> cases, int every) {
		List<T> tried = new ArrayList<>();
		for (int i = 0; i < cases.size(); i += ALL ? 1 : every) {
			tried.add(cases.get(i));
		}
		return tried.stream();
	}

}
