package org.llmgateway.protocol;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway in a process of its own that runs out of file descriptors, or of space for
 * its log.
 */
@EnabledOnOs(OS.LINUX)
class FileDescriptorTests {

	private static final String APPLICATION = "org.llmgateway.suite.RollingStopApplication";

	private static final String PORT = "listening on ";

	private static final int DESCRIPTORS = 500;

	@TempDir
	Path directory;

	private final HttpClient client = HttpClient.newHttpClient();

	private final List<Socket> sockets = new ArrayList<>();

	private Process process;

	@AfterEach
	void stop() throws IOException {
		close();
		this.process.destroyForcibly();
	}

	@Test
	void whenFileDescriptorsRunOutThenItWaitsAndRecovers() throws Exception {
		int port = start("--llm.gateway.server.max-connections=100000");
		assertHealthy(port);
		for (int i = 0; i < DESCRIPTORS; i++) {
			this.sockets.add(new Socket("127.0.0.1", port));
		}
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> lines("Connections cannot be accepted") > 0);
		long begin = System.nanoTime();
		Duration cpu = this.process.info().totalCpuDuration().orElseThrow();
		Awaitility.await()
			.pollDelay(Duration.ofSeconds(4))
			.until(() -> System.nanoTime() - begin > Duration.ofSeconds(4).toNanos());
		assertThat(this.process.info().totalCpuDuration().orElseThrow().minus(cpu)).isLessThan(Duration.ofSeconds(2));
		assertThat(this.process.isAlive()).isTrue();
		close();
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> lines("Connections are accepted again") > 0);
		assertHealthy(port);
		assertThat(errors(port)).isBetween(1.0, 20.0);
		assertThat(lines("Connections cannot be accepted")).isEqualTo(lines("Connections are accepted again"));
	}

	@Test
	void whenNothingIsSetThenSomeDescriptorsAreKeptAndNoneRunsOut() throws Exception {
		int port = start();
		for (int i = 0; i < DESCRIPTORS; i++) {
			this.sockets.add(new Socket("127.0.0.1", port));
		}
		close();
		Awaitility.await().atMost(Duration.ofSeconds(10)).ignoreExceptions().until(() -> errors(port) >= 0);
		assertHealthy(port);
		assertThat(errors(port)).isZero();
	}

	@Test
	void whenDiskIsFullForTheLogThenServed() throws Exception {
		// Not by logging.file.name, whose policy would give the device another name.
		int port = start("--logging.config=classpath:full-disk-logback.xml");
		for (int i = 0; i < 20; i++) {
			assertHealthy(port);
		}
	}

	private void close() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.sockets.clear();
	}

	private void assertHealthy(int port) throws Exception {
		assertThat(get(port, "health")).contains("\"UP\"");
	}

	private double errors(int port) throws Exception {
		String metric = get(port, "metrics/llm.gateway.connections.accept.errors");
		String value = metric.split("\"value\":")[1];
		return Double.parseDouble(value.substring(0, value.indexOf('}')));
	}

	private String get(int port, String path) throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + path))
			.timeout(Duration.ofSeconds(10))
			.build();
		return this.client.send(request, HttpResponse.BodyHandlers.ofString()).body();
	}

	private long lines(String text) throws IOException {
		return Files.readAllLines(output()).stream().filter((line) -> line.contains(text)).count();
	}

	private Path output() {
		return this.directory.resolve("output.txt");
	}

	private int start(String... properties) throws IOException {
		List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + "; exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
				"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), APPLICATION, "--server.port=0",
				"--server.address=127.0.0.1", "--llm.gateway.protocols=h1", "--llm.gateway.event-loops=2",
				"--management.endpoints.web.exposure.include=health,metrics"));
		command.addAll(List.of(properties));
		this.process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output().toFile()).start();
		Awaitility.await("the gateway's start").atMost(Duration.ofSeconds(60)).until(() -> lines(PORT) > 0);
		String port = Files.readString(output()).split(PORT)[1];
		return Integer.parseInt(port.substring(0, port.indexOf('\n')));
	}

}
