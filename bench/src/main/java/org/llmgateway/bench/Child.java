package org.llmgateway.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM started by the bench, with the class path of the bench itself; it ends when its
 * standard input does, so it never outlives the bench, however that ends.
 */
final class Child implements AutoCloseable {

	private static final String END = "\0end of output";

	private static final int STOP_SECONDS = 5;

	private final String name;

	private final Path log;

	private final Process process;

	private final Writer stdin;

	private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

	private Child(String name, Path log, Process process) {
		this.name = name;
		this.log = log;
		this.process = process;
		this.stdin = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Starts a JVM.
	 * @param command what to start
	 * @param directory where its log goes
	 * @return the running process, which may not be ready yet
	 * @throws IOException if it cannot be started
	 */
	static Child start(Command command, Path directory) throws IOException {
		Files.createDirectories(directory);
		Path log = directory.resolve(command.name() + ".log");
		List<String> words = command.words();
		Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
		Child child = new Child(command.name(), log, process);
		Thread reader = new Thread(() -> child.copyOutput(words), "output of " + command.name());
		reader.setDaemon(true);
		reader.start();
		return child;
	}

	private void copyOutput(List<String> words) {
		try (BufferedReader in = new BufferedReader(
				new InputStreamReader(this.process.getInputStream(), StandardCharsets.UTF_8));
				PrintWriter out = new PrintWriter(Files.newBufferedWriter(this.log), true)) {
			out.println(String.join(" ", words));
			for (String line = in.readLine(); line != null; line = in.readLine()) {
				out.println(line);
				this.lines.add(line);
			}
		}
		catch (IOException ex) {
			this.lines.add("output lost: " + ex.getMessage());
		}
		this.lines.add(END);
	}

	long pid() {
		return this.process.pid();
	}

	Path log() {
		return this.log;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Waits for a line of output and drops those before it.
	 * @param pattern what the line contains
	 * @param limit how long to wait
	 * @return the match
	 * @throws IllegalStateException if the process ends or stays silent instead
	 * @throws InterruptedException if interrupted
	 */
	Matcher await(Pattern pattern, Duration limit) throws InterruptedException {
		long deadline = System.nanoTime() + limit.toNanos();
		List<String> seen = new ArrayList<>();
		while (true) {
			String line = this.lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
			if (line == null || END.equals(line)) {
				String last = String.join("\n  ", seen.subList(Math.max(0, seen.size() - 40), seen.size()));
				throw new IllegalStateException(this.name + ((line == null) ? " is not ready" : " has ended") + "; see "
						+ this.log + "\n  " + last);
			}
			seen.add(line);
			Matcher matcher = pattern.matcher(line);
			if (matcher.find()) {
				return matcher;
			}
		}
	}

	void send(String line) throws IOException {
		this.stdin.write(line);
		this.stdin.write('\n');
		this.stdin.flush();
	}

	/**
	 * Asks it to end.
	 */
	void dismiss() {
		try {
			this.stdin.close();
		}
		catch (IOException ex) {
			// It has gone already, which is what is wanted.
			this.process.destroy();
		}
	}

	@Override
	public void close() {
		dismiss();
		try {
			if (!this.process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What to start.
	 *
	 * @param name the name of the process, and of its log
	 * @param prefix what stands before {@code java}
	 * @param jvm options of the JVM
	 * @param mainClass the main class
	 * @param args its arguments
	 */
	record Command(String name, List<String> prefix, List<String> jvm, String mainClass, List<String> args) {

		/**
		 * The options that every JVM gets, so that none has an advantage.
		 * @return the options
		 */
		static List<String> jvmFlags() {
			List<String> flags = new ArrayList<>(List.of("-Xms256m", "-Xmx512m"));
			if (Runtime.version().feature() >= 24) {
				flags.add("--enable-native-access=ALL-UNNAMED");
				flags.add("--sun-misc-unsafe-memory-access=allow");
			}
			return flags;
		}

		private List<String> words() {
			List<String> words = new ArrayList<>(this.prefix);
			words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
			words.addAll(jvmFlags());
			words.addAll(this.jvm);
			words.addAll(List.of("-cp", System.getProperty("java.class.path"), this.mainClass));
			words.addAll(this.args);
			return words;
		}

	}

}
