package org.llmgateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page of the documentation, and the blocks of code in it.
 *
 * @param path the file, from the folder of this module
 * @param text its text
 */
record MarkdownPage(Path path, String text) {

	private static final Path ROOT = Path.of("..");

	private static final Pattern FENCE = Pattern.compile("(?ms)^( *)```(\\w+)\\R(.*?)^ *```$");

	static MarkdownPage of(String path) {
		Path file = ROOT.resolve(path);
		return new MarkdownPage(file, Snapshot.read(file));
	}

	/**
	 * All pages that a reader may copy from.
	 */
	static List<MarkdownPage> all() {
		List<MarkdownPage> pages = new ArrayList<>();
		try (Stream<Path> docs = Files.walk(ROOT.resolve("docs")); Stream<Path> root = Files.list(ROOT)) {
			Stream.concat(root, docs)
				.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.forEach((file) -> pages.add(new MarkdownPage(file, Snapshot.read(file))));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return pages;
	}

	/**
	 * The blocks in a language.
	 * @param language the word after the fence
	 * @return the blocks, in the order of the page
	 */
	List<Block> blocks(String language) {
		List<Block> blocks = new ArrayList<>();
		Matcher fence = FENCE.matcher(this.text);
		while (fence.find()) {
			if (fence.group(2).equals(language)) {
				int line = (int) this.text.substring(0, fence.start()).lines().count() + 1;
				blocks.add(new Block(ROOT.relativize(this.path) + ":" + line, fence.group(3).stripIndent()));
			}
		}
		return blocks;
	}

	/**
	 * A block of code.
	 *
	 * @param place page and line
	 * @param text the code
	 */
	record Block(String place, String text) {

		@Override
		public String toString() {
			return this.place;
		}

	}

}
