package org.llmgateway.limit;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Real collectors in processes of their own: garbage refuses nobody, a leak does before
 * memory runs out, and when it is gone all are taken again. ZGC needs a larger heap,
 * since it counts pages of 2 MB and leaves those alone that are a quarter garbage.
 */
class CollectorTests {

	private static final boolean ALL = Boolean.getBoolean("llm.gateway.test.all-cases");

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseG1GC", "-XX:+UseSerialGC" })
	void whenTheJvmOfTheBuildRunsThenOnlyALeakIsRefused(String collector) throws Exception {
		Assumptions.assumeTrue(ALL || collector.contains("Serial"), "Tried with -Pfaults");
		assertRun(Path.of(System.getProperty("java.home")), collector);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-XX:+UseZGC -Xmx160m", "-XX:+UseG1GC", "-XX:+UseSerialGC", "-XX:+UseParallelGC" })
	void whenJava25RunsThenOnlyALeakIsRefused(String collector) throws Exception {
		Assumptions.assumeTrue(ALL, "Tried with -Pfaults");
		Path home = java25();
		Assumptions.assumeTrue(home != null, "There is no JDK 25: set JAVA_HOME_25");
		assertRun(home, collector);
	}

	private void assertRun(Path home, String options) throws Exception {
		Path output = this.directory.resolve("output.txt");
		List<String> command = new ArrayList<>(List.of(home.resolve("bin/java").toString(), "-Xmx64m"));
		command.addAll(List.of(options.split(" ")));
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), CollectorRun.class.getName()));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		String text = Files.readString(output);
		System.out.println(home + " " + options + "\n" + text);
		List<String> lines = text.lines().toList();
		assertThat(lines).as(text)
			.anyMatch((line) -> line.startsWith(CollectorRun.HEALTHY))
			.anyMatch((line) -> line.startsWith(CollectorRun.LEAKED))
			.anyMatch((line) -> line.startsWith(CollectorRun.RECOVERED));
		int outOfMemory = text.indexOf(CollectorRun.OUT_OF_MEMORY);
		assertThat(outOfMemory < 0 || outOfMemory > text.indexOf("\n" + CollectorRun.LEAKED)).as(text).isTrue();
		assertThat(process.exitValue()).isZero();
	}

	/** Where the build's own script finds it, too. */
	private static @Nullable Path java25() throws IOException {
		String named = System.getenv("JAVA_HOME_25");
		if (named != null && isHome(Path.of(named))) {
			return Path.of(named);
		}
		for (Path directory : List.of(Path.of("/usr/lib/jvm"),
				Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"))) {
			if (Files.isDirectory(directory)) {
				try (DirectoryStream<Path> homes = Files.newDirectoryStream(directory, "*25*")) {
					for (Path home : homes) {
						if (isHome(home)) {
							return home;
						}
					}
				}
			}
		}
		return null;
	}

	private static boolean isHome(Path home) {
		return Files.isExecutable(home.resolve("bin/javac"));
	}

}
