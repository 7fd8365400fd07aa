package org.llmgateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

import org.llmgateway.exchange.LlmExchange;

/**
 * A tree of packages that the rules are about: the real one, or the one that breaks each
 * rule.
 *
 * @param root the root package
 * @param sources the folder with the sources
 * @param classes the classes
 */
record House(String root, Path sources, JavaClasses classes) {

	/** The packages that rooms may share, each may use those before it. */
	static final List<String> HALLWAY = List.of("llm", "codec", "exchange");

	static final Set<String> ROOMS = Set.of("protocol", "header", "limit", "auth", "inspection", "route", "quota",
			"upstream", "provider", "stream", "cache", "usage", "observability");

	/** The written exceptions: which room may use which other. */
	static final Map<String, Set<String>> EXCEPTIONS = Map.of("upstream", Set.of("provider"), "stream",
			Set.of("provider"), "route", Set.of("stream", "limit"));

	private static final Path IMPORTS = Path
		.of("META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports");

	static House real() {
		return of("org.llmgateway", "src/main/java", LlmExchange.class);
	}

	static House broken() {
		return of("org.llmgateway.house.violations", "src/test/java", House.class);
	}

	private static House of(String root, String sources, Class<?> neighbour) {
		JavaClasses all = new ClassFileImporter().importPath(output(neighbour));
		return new House(root, Path.of(sources),
				all.that(DescribedPredicate.describe("in " + root, (type) -> type.getPackageName().startsWith(root))));
	}

	private static Path output(Class<?> neighbour) {
		try {
			return Path.of(neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
		}
		catch (URISyntaxException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * The auto-configurations that Spring Boot is told of.
	 */
	static List<String> imports() {
		return lines(output(LlmExchange.class).resolve(IMPORTS));
	}

	/**
	 * The room, or the part of the hallway, that a class is in.
	 * @param type a class
	 * @return the name; empty for classes outside this house
	 */
	String room(JavaClass type) {
		String name = type.getBaseComponentType().getPackageName();
		if (!name.startsWith(this.root + ".")) {
			return "";
		}
		String rest = name.substring(this.root.length() + 1);
		int dot = rest.indexOf('.');
		return (dot != -1) ? rest.substring(0, dot) : rest;
	}

	boolean in(JavaClass type, String... rooms) {
		return List.of(rooms).contains(room(type));
	}

	/**
	 * The name of a class below the root package.
	 */
	String nameOf(JavaClass type) {
		return type.getName().substring(this.root.length() + 1);
	}

	List<String> source(JavaClass type) {
		return lines(this.sources.resolve(type.getPackageName().replace('.', '/'))
			.resolve(type.getSource().flatMap((source) -> source.getFileName()).orElseThrow()));
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * A rule about each class.
	 * @param text what classes should do
	 * @param check reports each violation
	 * @return the rule
	 */
	static ArchRule rule(String text, BiConsumer<JavaClass, Consumer<String>> check) {
		return ArchRuleDefinition.classes().should(new ArchCondition<>(text) {

			@Override
			public void check(JavaClass type, ConditionEvents events) {
				check.accept(type, (message) -> events.add(SimpleConditionEvent.violated(type, message)));
			}

		});
	}

	/**
	 * A rule that no class that is not allowed to depends on certain classes.
	 * @param text what classes should do
	 * @param allowed who may
	 * @param packages the beginnings of the names of the classes
	 * @return the rule
	 */
	static ArchRule nobodyUses(String text, Predicate<JavaClass> allowed, Collection<String> packages) {
		return rule(text, (type, report) -> {
			if (!allowed.test(type)) {
				type.getDirectDependenciesFromSelf()
					.stream()
					.filter((it) -> packages.stream().anyMatch(it.getTargetClass().getName()::startsWith))
					.forEach((it) -> report.accept(it.getDescription()));
			}
		});
	}

}
