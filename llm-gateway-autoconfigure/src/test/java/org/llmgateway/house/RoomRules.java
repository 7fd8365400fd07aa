package org.llmgateway.house;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/**
 * Rules on which room may know which other.
 */
final class RoomRules {

	private RoomRules() {
	}

	static List<HouseRule> all(House house) {
		return List.of(
				new HouseRule("no package cycles",
						SlicesRuleDefinition.slices().matching(house.root() + ".(**)").should().beFreeOfCycles(),
						"Cycle detected"),
				new HouseRule("every package is a room or part of the hallway",
						House.rule("be in a room", (type, report) -> {
							if (!House.HALLWAY.contains(house.room(type)) && !House.ROOMS.contains(house.room(type))) {
								report.accept(type.getName() + " is in no room");
							}
						}), "attic.Lost"),
				new HouseRule("rooms share only the hallway", House.rule("know no other room", (type, report) -> {
					if (House.ROOMS.contains(house.room(type))) {
						reportReach(house, type, House.EXCEPTIONS.getOrDefault(house.room(type), Set.of()), report);
					}
				}), "ReachesIntoCache"), new HouseRule("the hallway knows no room",
						House.rule("know only the hallway before it", (type, report) -> {
							if (House.HALLWAY.contains(house.room(type))) {
								reportReach(house, type, Set.of(), report);
							}
						}), "KnowsARoom"),
				new HouseRule(
						"the gateway does not know its test module", House.nobodyUses("not use the mock",
								(type) -> false, List.of("org.llmgateway.test.", house.root() + ".test.")),
						"TestsInProduction"));
	}

	private static void reportReach(House house, JavaClass type, Set<String> exceptions, Consumer<String> report) {
		String own = house.room(type);
		type.getDirectDependenciesFromSelf().forEach((dependency) -> {
			String other = house.room(dependency.getTargetClass());
			boolean outside = other.isEmpty() || other.equals(own) || exceptions.contains(other);
			if (!outside && !isHallwayBefore(own, other)) {
				report.accept(dependency.getDescription());
			}
		});
	}

	private static boolean isHallwayBefore(String own, String other) {
		int place = House.HALLWAY.indexOf(other);
		int ownPlace = House.HALLWAY.indexOf(own);
		return place >= 0 && (ownPlace < 0 || place < ownPlace);
	}

}
