package org.llmgateway.house;

import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Rules on what classes look like.
 */
final class ShapeRules {

	private static final int LONGEST = 120;

	private static final Pattern EMPTY_NAME = Pattern
		.compile(".*(Utils?|Helper|Impl|Manager|Base|Common|Misc)|(Base|Common|Misc)[A-Z].*");

	private static final String FACTORY = "org.springframework.cloud.gateway.support.Configurable";

	/** What a room offers others, beside interfaces. */
	private static final Set<String> PUBLIC = Set.of("provider.Provider", "provider.ApiKey",
			"provider.UpstreamProtocol", "usage.UsageRecord");

	private ShapeRules() {
	}

	static List<HouseRule> all(House house) {
		return List.of(
				new HouseRule("auto-configurations are public and final",
						autoConfigurations("be public and final", ShapeRules::checkModifiers),
						"LimitAutoConfiguration is not public and final"),
				new HouseRule("auto-configurations have no public members",
						autoConfigurations("have no public members",
								(type, report) -> type.getMembers()
									.stream()
									.filter(ShapeRules::isOffered)
									.forEach((member) -> report.accept(member.getFullName() + " is public"))),
						"limitBean"),
				new HouseRule("auto-configurations are short", autoConfigurations("be short", (type, report) -> {
					int lines = house.source(type).size();
					if (lines > LONGEST) {
						report.accept(type.getName() + " has " + lines + " lines, at most " + LONGEST + " are allowed");
					}
				}), "LimitAutoConfiguration has 1"), new HouseRule("Spring Boot is told of each auto-configuration",
						autoConfigurations("be listed in AutoConfiguration.imports", (type, report) -> {
							if (!House.imports().contains(type.getName())) {
								report.accept(type.getName() + " is not listed");
							}
						}), "LimitAutoConfiguration is not listed"),
				new HouseRule("no @ConditionalOnClass on bean methods",
						House.rule("be conditional as a whole",
								(type, report) -> type.getMethods().forEach((method) -> checkBean(method, report))),
						"limitBean"),
				new HouseRule("no HttpClient bean, at which Spring Cloud Gateway would back off",
						House.rule("keep HTTP clients to themselves", (type, report) -> type.getMethods()
							.stream()
							.filter((method) -> method.isAnnotatedWith(Bean.class)
									&& method.getRawReturnType().isAssignableTo("reactor.netty.http.client.HttpClient"))
							.forEach((method) -> report.accept(method.getFullName() + " makes one a bean"))),
						"upstreamClient"),
				new HouseRule("rooms offer interfaces", House.rule("be package-private", (type, report) -> {
					if (House.ROOMS.contains(house.room(type)) && isPublic(type) && !mayBePublic(house, type)) {
						report.accept(type.getName() + " is public");
					}
				}), "PublicCounter"), new HouseRule("names say something", House.rule("have a name", (type, report) -> {
					if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
						report.accept(type.getName() + " says nothing");
					}
				}), "QuotaUtils"), new HouseRule("every package is null-marked",
						House.rule("be in a null-marked package", (type, report) -> {
							if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
								report.accept(type.getPackageName() + " is not @NullMarked");
							}
						}), "violations.quota is not @NullMarked"));
	}

	private static ArchRule autoConfigurations(String text, BiConsumer<JavaClass, Consumer<String>> check) {
		return House.rule(text, (type, report) -> {
			if (isAutoConfiguration(type)) {
				check.accept(type, report);
			}
		});
	}

	private static boolean isAutoConfiguration(JavaClass type) {
		return type.isAnnotatedWith(AutoConfiguration.class) || type.getSimpleName().endsWith("AutoConfiguration");
	}

	private static void checkModifiers(JavaClass type, Consumer<String> report) {
		if (!type.getModifiers().containsAll(List.of(JavaModifier.PUBLIC, JavaModifier.FINAL))) {
			report.accept(type.getName() + " is not public and final");
		}
	}

	/** The constructor that the compiler adds is as public as the class. */
	private static boolean isOffered(JavaMember member) {
		boolean constructor = member instanceof JavaConstructor added && added.getRawParameterTypes().isEmpty();
		return member.getModifiers().contains(JavaModifier.PUBLIC) && !constructor;
	}

	private static void checkBean(JavaMethod method, Consumer<String> report) {
		if (method.isAnnotatedWith(Bean.class) && method.isAnnotatedWith(ConditionalOnClass.class)) {
			report.accept(method.getFullName() + " is a bean with a condition on a class");
		}
	}

	private static boolean isPublic(JavaClass type) {
		return type.getModifiers().contains(JavaModifier.PUBLIC)
				&& type.getEnclosingClass().map(ShapeRules::isPublic).orElse(true);
	}

	private static boolean mayBePublic(House house, JavaClass type) {
		return type.isInterface() || isAutoConfiguration(type) || type.isAssignableTo(FACTORY)
				|| type.getEnclosingClass().filter((outer) -> outer.isAssignableTo(FACTORY)).isPresent()
				|| PUBLIC.contains(house.nameOf(type));
	}

}
