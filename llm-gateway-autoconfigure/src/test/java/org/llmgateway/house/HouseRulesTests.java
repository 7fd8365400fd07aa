package org.llmgateway.house;

import java.util.List;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of the house, each with a house that breaks it.
 */
class HouseRulesTests {

	private static final House REAL = House.real();

	private static final House BROKEN = House.broken();

	static Stream<HouseRule> real() {
		return rules(REAL);
	}

	static Stream<HouseRule> broken() {
		return rules(BROKEN);
	}

	private static Stream<HouseRule> rules(House house) {
		return Stream.of(RoomRules.all(house), ReachRules.all(house), ShapeRules.all(house)).flatMap(List::stream);
	}

	@ParameterizedTest
	@MethodSource("real")
	void whenTheHouseIsInspectedThenTheRuleHolds(HouseRule rule) {
		rule.rule().check(REAL.classes());
	}

	@ParameterizedTest
	@MethodSource("broken")
	void whenTheBrokenHouseIsInspectedThenTheRuleNamesTheOffender(HouseRule rule) {
		String report = rule.rule().evaluate(BROKEN.classes()).getFailureReport().toString();
		assertThat(report).contains(rule.offender());
	}

	@Test
	void whenAnAutoConfigurationIsListedThenItExists() {
		assertThat(House.imports()).isSorted().allMatch(REAL.classes()::contain);
	}

	@Test
	void whenTheTestModuleIsInspectedThenItKnowsNoOther() {
		JavaClasses module = new ClassFileImporter().importPackagesOf(MockLlm.class)
			.that(DescribedPredicate.describe("in the test module",
					(type) -> type.getPackageName().equals("org.llmgateway.test")));
		assertThat(module).isNotEmpty();
		House
			.rule("stand alone",
					(type, report) -> type.getDirectDependenciesFromSelf()
						.stream()
						.filter((it) -> it.getTargetClass().getPackageName().startsWith("org.llmgateway.")
								&& !it.getTargetClass().getPackageName().startsWith("org.llmgateway.test"))
						.forEach((it) -> report.accept(it.getDescription())))
			.check(module);
	}

}
