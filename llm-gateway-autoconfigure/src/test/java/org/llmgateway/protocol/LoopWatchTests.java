package org.llmgateway.protocol;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler of a team's that blocks an event loop.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoopWatchTests {

	private static final String[] TWO_LOOPS = { "llm.gateway.protocols=h1", "llm.gateway.event-loops=2" };

	@AfterEach
	void noLeaks() {
		TestServer.assertNoLeaks();
	}

	@Test
	void whenALoopIsBlockedThenToldOnceWithTheCulpritAndOthersServe(CapturedOutput output) throws Exception {
		try (TestServer server = TestServer.start(BlockingApplication.class, TWO_LOOPS)) {
			BlockingApplication application = (BlockingApplication) server.application;
			LoopWatch watch = server.context.getBean(LoopWatch.class);
			// Open before, as the loop that accepts may be the one.
			List<RawTcpClient> clients = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				clients.add(new RawTcpClient(server.port()));
			}
			Map<RawTcpClient, String> loops = new HashMap<>();
			for (RawTcpClient client : clients) {
				loops.put(client, ask(client, "/thread"));
			}
			String loop = loops.get(clients.get(0));
			clients.get(0).send("GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
			assertThat(application.blocking.await(10, TimeUnit.SECONDS)).isTrue();
			await(() -> watch.blocks() == 1);
			String name = application.thread.getName();
			await(() -> output.toString().contains("Event loop " + name + " has been blocked for 1."));
			assertThat(output).contains("BlockingApplication.sitOnTheLoop");
			assertThat(name).isEqualTo(loop);
			int served = 0;
			for (RawTcpClient client : clients) {
				if (!loops.get(client).equals(loop)) {
					assertThat(ask(client, "/hello")).isEqualTo("hello");
					served++;
				}
			}
			assertThat(served).isPositive();
			long begin = System.nanoTime();
			await(() -> System.nanoTime() - begin > Duration.ofSeconds(2).toNanos());
			application.unblock.countDown();
			assertThat(clients.get(0).readUntil("blocked")).startsWith("HTTP/1.1 200 ");
			await(() -> output.toString().contains("Event loop " + name + " goes on after "));
			assertThat(output.toString().split("has been blocked", -1)).hasSize(2);
			assertThat(watch.blocks()).isEqualTo(1);
			assertThat(watch.report().get("loops").toString()).contains(name);
			for (RawTcpClient client : clients) {
				client.close();
			}
		}
	}

	@Test
	void whenLoopsRunThenTheirDelaysAreMeasuredAndNoneIsCalledBlocked(CapturedOutput output) {
		try (TestServer server = TestServer.start(BlockingApplication.class, TWO_LOOPS)) {
			MeterRegistry registry = server.context.getBean(MeterRegistry.class);
			await(() -> registry.find("llm.gateway.event.loop.delay").timers().size() == 2);
			assertThat(registry.get("llm.gateway.event.loop.delay").timers())
				.allMatch((timer) -> timer.getId().getTag("loop").startsWith("llm-"));
			assertThat(registry.get("llm.gateway.event.loop.blocks").functionCounter().count()).isZero();
		}
		assertThat(output).doesNotContain("has been blocked");
	}

	@Test
	void whenContextClosesThenTheWatchEnds() {
		try (TestServer server = TestServer.start(TWO_LOOPS)) {
			assertThat(watchers()).isEqualTo(1);
			assertThat(server.context.getBean(LoopWatch.class).isRunning()).isTrue();
		}
		await(() -> watchers() == 0);
	}

	@Test
	void whenSwitchedOffThenThereIsNone() {
		try (TestServer server = TestServer.start("llm.gateway.loop-watch.enabled=false")) {
			assertThat(server.context.getBeansOfType(LoopWatch.class)).isEmpty();
			assertThat(watchers()).isZero();
		}
	}

	private static String ask(RawTcpClient client, String path) throws Exception {
		client.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
		String answer = client.readUntil("\r\n\r\n");
		int length = Integer.parseInt(answer.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
		return client.read(length);
	}

	private static long watchers() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("llm-loop-watch"))
			.count();
	}

	private static void await(java.util.concurrent.Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(10)).until(condition);
	}

	/** An application with a plugin that waits where it must not. */
	static class BlockingApplication extends TestApplication {

		final CountDownLatch blocking = new CountDownLatch(1);

		final CountDownLatch unblock = new CountDownLatch(1);

		volatile Thread thread;

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

		@Bean
		RouterFunction<ServerResponse> block() {
			return RouterFunctions.route().GET("/block", (request) -> {
				try {
					sitOnTheLoop();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
				return ServerResponse.ok().bodyValue("blocked");
			}).build();
		}

		private void sitOnTheLoop() throws InterruptedException {
			this.thread = Thread.currentThread();
			this.blocking.countDown();
			if (!this.unblock.await(20, TimeUnit.SECONDS)) {
				throw new AssertionError("Not unblocked");
			}
		}

	}

}
