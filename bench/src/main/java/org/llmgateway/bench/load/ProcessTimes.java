package org.llmgateway.bench.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * CPU time and memory of a process: from {@code /proc} on Linux, from the JDK elsewhere.
 */
public final class ProcessTimes {

	/** Ticks per second in {@code /proc/<pid>/stat}: USER_HZ, 100 on every Linux. */
	private static final double TICKS_PER_SECOND = 100;

	private static final Path PROC = Path.of("/proc");

	/** Linux cuts a thread's name after 15 characters. */
	private static final Pattern COMPILER = Pattern.compile("\\(C[12] CompilerThre");

	private ProcessTimes() {
	}

	/**
	 * User and system time that a process has spent so far.
	 * @param pid the process id
	 * @return seconds, or -1 if unknown
	 */
	public static double cpuSeconds(long pid) {
		Path stat = PROC.resolve(Long.toString(pid)).resolve("stat");
		if (Files.isReadable(stat)) {
			return read(stat, ProcessTimes::cpuSecondsOfStat);
		}
		return ProcessHandle.of(pid)
			.flatMap((process) -> process.info().totalCpuDuration())
			.map(Duration::toNanos)
			.map((nanos) -> nanos / 1e9)
			.orElse(-1.0);
	}

	/**
	 * How much of it the threads of HotSpot's just-in-time compilers have spent.
	 * @param pid the process id
	 * @return seconds, or 0 if unknown
	 */
	static double compilerSeconds(long pid) {
		double seconds = 0;
		Path threads = PROC.resolve(Long.toString(pid)).resolve("task");
		if (Files.isDirectory(threads)) {
			try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
				for (Path thread : all) {
					seconds += Math.max(0, read(thread.resolve("stat"), ProcessTimes::compilerSecondsOfStat));
				}
			}
			catch (IOException | DirectoryIteratorException ex) {
				return 0;
			}
		}
		return seconds;
	}

	/**
	 * What a process has used so far.
	 * @param pid the process id
	 * @return its use since it began
	 */
	static ProcessUse use(long pid) {
		return new ProcessUse(pid, cpuSeconds(pid), compilerSeconds(pid), rssBytes(pid));
	}

	/**
	 * Resident memory of a process.
	 * @param pid the process id
	 * @return bytes, or -1 if unknown
	 */
	public static long rssBytes(long pid) {
		Path status = PROC.resolve(Long.toString(pid)).resolve("status");
		return Files.isReadable(status) ? (long) read(status, ProcessTimes::rssOfStatus) : -1;
	}

	/**
	 * The time that all processes of the machine together have spent so far, and the time
	 * that its hypervisor took away.
	 * @return seconds, or -1 if unknown
	 */
	static double machineSeconds() {
		Path stat = PROC.resolve("stat");
		return Files.isReadable(stat) ? read(stat, ProcessTimes::busySecondsOfMachine) : -1;
	}

	/**
	 * The sum of user, nice, system and steal of proc_stat(5).
	 * @param stat the content of the file
	 * @return seconds, or -1 if the content is not understood
	 */
	static double busySecondsOfMachine(String stat) {
		String[] fields = stat.lines().findFirst().orElse("").trim().split(" +");
		if (fields.length < 9 || !fields[0].equals("cpu")) {
			return -1;
		}
		long ticks = 0;
		for (int i : new int[] { 1, 2, 3, 8 }) {
			ticks += Long.parseLong(fields[i]);
		}
		return ticks / TICKS_PER_SECOND;
	}

	private static double read(Path file, Function<String, Number> parser) {
		try {
			return parser.apply(Files.readString(file, StandardCharsets.ISO_8859_1)).doubleValue();
		}
		catch (IOException ex) {
			// The process ended between the look and the read.
			return -1;
		}
	}

	/**
	 * The sum of utime and stime, fields 14 and 15 of proc_pid_stat(5).
	 * @param stat the content of the file
	 * @return seconds, or -1 if the content is not understood
	 */
	static double cpuSecondsOfStat(String stat) {
		// The second field is the program's name in brackets and may hold blanks and
		// brackets.
		int nameEnd = stat.lastIndexOf(')');
		if (nameEnd < 0) {
			return -1;
		}
		String[] fields = stat.substring(nameEnd + 1).trim().split(" ");
		if (fields.length < 13) {
			return -1;
		}
		return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
	}

	/**
	 * The same of a thread, if it is one of a compiler.
	 * @param stat the content of the file
	 * @return seconds, or 0 for any other thread
	 */
	static double compilerSecondsOfStat(String stat) {
		return COMPILER.matcher(stat).find() ? cpuSecondsOfStat(stat) : 0;
	}

	static long rssOfStatus(String status) {
		for (String line : status.split("\n")) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.substring("VmRSS:".length()).replace("kB", "").trim()) * 1024;
			}
		}
		return -1;
	}

}
