package org.llmgateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A text in the repository that a test compares with what is so, and that
 * {@code -DupdateSnapshots} rewrites.
 */
final class Snapshot {

	private Snapshot() {
	}

	/**
	 * Compares a whole file.
	 * @param file the file, from the folder of this module
	 * @param actual what is so
	 */
	static void matches(Path file, String actual) {
		compare(file, Files.exists(file) ? read(file) : "", actual);
	}

	/**
	 * Compares the part of a Markdown file between {@code <!-- generated: name -->} and
	 * {@code <!-- /generated -->}.
	 * @param file the file, from the folder of this module
	 * @param name the name of the part
	 * @param actual what is so
	 */
	static void matchesPart(Path file, String name, String actual) {
		String text = read(file);
		String begin = "<!-- generated: " + name + " -->\n";
		int from = text.indexOf(begin);
		int to = text.indexOf("<!-- /generated -->", from);
		assertThat(from).as("%s has a part '%s'", file, name).isNotNegative().isLessThan(to);
		compare(file, text, text.substring(0, from + begin.length()) + actual + text.substring(to));
	}

	private static void compare(Path file, String expected, String actual) {
		if (!expected.equals(actual) && System.getProperty("updateSnapshots") != null) {
			write(file, actual);
			return;
		}
		assertThat(actual).as("%s is stale; look at the difference, and rewrite it with -DupdateSnapshots", file)
			.isEqualTo(expected);
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void write(Path file, String text) {
		try {
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
