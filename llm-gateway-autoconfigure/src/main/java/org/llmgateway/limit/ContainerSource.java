package org.llmgateway.limit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Memory of the container, or of any control group above, against its limit where there
 * is one.
 *
 * <p>
 * A heap that has once been full keeps its pages, garbage or not: they are full for good,
 * and no danger. So the heap's pages are left out on both sides: what is used beside the
 * heap is held against what the limit leaves beside it. File pages that the kernel can
 * drop ({@code inactive_file}) do not count.
 */
final class ContainerSource implements MemorySource {

	/** Limits from here on are version 1's way to say that there is none. */
	private static final long UNBOUNDED = 1L << 60;

	private final List<Group> groups;

	private final LongSupplier heap;

	/**
	 * Creates a source for the control groups of this process.
	 * @param root where the file system is; {@code /} but for tests
	 * @param heap pages of the heap, in bytes
	 */
	ContainerSource(Path root, LongSupplier heap) {
		this.groups = groups(root);
		this.heap = heap;
	}

	private static List<Group> groups(Path root) {
		List<Group> groups = new ArrayList<>();
		String own = read(root.resolve("proc/self/cgroup"));
		Path mount = root.resolve("sys/fs/cgroup");
		for (String line : (own != null) ? own.split("\n") : new String[0]) {
			String[] parts = line.split(":", 3);
			if (parts.length == 3 && List.of(parts[1].split(",")).contains("memory")) {
				return chain(mount.resolve("memory"), parts[2], false);
			}
			if (parts.length == 3 && parts[0].equals("0")) {
				groups = chain(mount, parts[2], true);
			}
		}
		return groups;
	}

	/**
	 * Inside a container the path may be that of the host: then the mount is the group.
	 */
	private static List<Group> chain(Path mount, String path, boolean unified) {
		Path named = mount.resolve(path.substring(Math.min(1, path.length()))).normalize();
		Path group = named.startsWith(mount) ? named : mount;
		List<Group> groups = new ArrayList<>();
		while (group != null && group.startsWith(mount)) {
			if (Files.isReadable(group.resolve(unified ? "memory.max" : "memory.limit_in_bytes"))) {
				groups.add(new Group(group, unified));
			}
			group = group.getParent();
		}
		return groups;
	}

	@Override
	public String name() {
		return "container";
	}

	@Override
	public Reading read(long now) {
		double level = 0;
		for (Group group : this.groups) {
			long limit = group.limit();
			if (limit > 0) {
				level = Math.max(level, level(group.used(), limit));
			}
		}
		return Reading.of(level, now);
	}

	private double level(long used, long limit) {
		long pages = this.heap.getAsLong();
		long beside = limit - pages;
		return (beside > 0) ? (double) Math.max(0, used - pages) / beside : (double) used / limit;
	}

	private static @Nullable String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException | SecurityException ex) {
			return null;
		}
	}

	/** The number in a file that holds nothing else; -1 if there is none. */
	private static long number(@Nullable String text) {
		if (text == null || text.isBlank() || !Character.isDigit(text.charAt(0))) {
			return -1;
		}
		try {
			return Long.parseLong(text.strip());
		}
		catch (NumberFormatException ex) {
			return Long.MAX_VALUE;
		}
	}

	/**
	 * A control group.
	 *
	 * @param directory where its files are
	 * @param unified whether it is one of version 2
	 */
	private record Group(Path directory, boolean unified) {

		/** The limit; 0 for none. */
		long limit() {
			long limit = number(read(this.directory.resolve(this.unified ? "memory.max" : "memory.limit_in_bytes")));
			return (limit > 0 && limit < UNBOUNDED) ? limit : 0;
		}

		long used() {
			long used = number(read(this.directory.resolve(this.unified ? "memory.current" : "memory.usage_in_bytes")));
			String prefix = this.unified ? "inactive_file " : "total_inactive_file ";
			String stat = read(this.directory.resolve("memory.stat"));
			for (String line : (stat != null) ? stat.split("\n") : new String[0]) {
				if (line.startsWith(prefix)) {
					used -= Math.max(0, number(line.substring(prefix.length())));
				}
			}
			return Math.max(0, used);
		}

	}

}
