package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The names of members that a scan treats specially, found by length and then by bytes.
 */
final class JsonNames {

	/**
	 * The longest name in bytes that can be watched.
	 */
	static final int MAX_BYTES = 64;

	/**
	 * Members whose long values in the base64 alphabet are data, at any depth.
	 */
	private static final Set<String> BINARY = Set.of("data", "b64_json", "file_data", "image_data");

	/**
	 * Members whose {@code data:} URLs are data, at any depth.
	 */
	private static final Set<String> LINKS = Set.of("url", "image_url");

	private final List<String> watched;

	private final List<String> verbatim;

	private final @Nullable Name[][] byLength = new @Nullable Name[MAX_BYTES + 1][];

	JsonNames(List<String> watched, List<String> verbatim) {
		this.watched = watched;
		this.verbatim = verbatim;
		Set<String> all = new LinkedHashSet<>(watched);
		if (all.size() != watched.size()) {
			throw new IllegalArgumentException("a name is watched twice");
		}
		all.addAll(verbatim);
		all.addAll(BINARY);
		all.addAll(LINKS);
		List<List<Name>> lists = new ArrayList<>();
		for (int i = 0; i <= MAX_BYTES; i++) {
			lists.add(new ArrayList<>());
		}
		for (String text : all) {
			Name name = name(text);
			lists.get(name.bytes.length).add(name);
		}
		for (int i = 0; i <= MAX_BYTES; i++) {
			this.byLength[i] = lists.get(i).toArray(Name[]::new);
		}
	}

	private Name name(String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		if (bytes.length > MAX_BYTES) {
			throw new IllegalArgumentException("a watched name may have 64 bytes");
		}
		return new Name(bytes, this.watched.indexOf(text), this.verbatim.contains(text), BINARY.contains(text),
				LINKS.contains(text));
	}

	List<String> watched() {
		return this.watched;
	}

	@Nullable Name find(byte[] array, int start, int length) {
		if (length > MAX_BYTES) {
			return null;
		}
		for (Name name : this.byLength[length]) {
			if (name.matches(array, start)) {
				return name;
			}
		}
		return null;
	}

	/**
	 * One name and what it means.
	 */
	static final class Name {

		private final byte[] bytes;

		/**
		 * The index among the watched names, or -1.
		 */
		final int index;

		final boolean verbatim;

		final boolean binary;

		final boolean link;

		private Name(byte[] bytes, int index, boolean verbatim, boolean binary, boolean link) {
			this.bytes = bytes;
			this.index = index;
			this.verbatim = verbatim;
			this.binary = binary;
			this.link = link;
		}

		private boolean matches(byte[] array, int start) {
			for (int i = 0; i < this.bytes.length; i++) {
				if (array[start + i] != this.bytes[i]) {
					return false;
				}
			}
			return true;
		}

	}

}
