package org.llmgateway.usage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.llm.TokenUsage.Accuracy;
import org.llmgateway.suite.Call;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RunningCall;
import org.llmgateway.suite.RunningGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link UsageLog}: each record is a line, and none is lost on the way out.
 */
class UsageLogTests {

	@TempDir
	Path folder;

	private Path path() {
		return this.folder.resolve("new/usage.jsonl");
	}

	private static UsageRecord record(String id) {
		return new UsageRecord(Instant.parse("2026-01-02T03:04:05.006Z"), id, Operation.CHAT, "gpt-\"4\"", "openai", 2,
				200, Ending.CLIENT_GONE, "stop", null, new TokenUsage(10, 1, 2, 20, 3, 4, 5, Accuracy.ESTIMATED), 30,
				40);
	}

	@Test
	void whenRecordIsWrittenThenIsOneLineOfJson() throws IOException {
		UsageLog log = new UsageLog(new UsageFile(path()), 10);
		log.start();
		log.onUsage(record("a"));
		log.stop();
		log.destroy();
		assertThat(Files.readString(path())).isEqualTo("{\"time\":\"2026-01-02T03:04:05.006Z\",\"request_id\":\"a\","
				+ "\"operation\":\"chat\",\"model\":\"gpt-\\\"4\\\"\",\"provider\":\"openai\",\"attempts\":2,\"status\":200,"
				+ "\"ending\":\"client-gone\",\"finish_reason\":\"stop\",\"error_type\":null,\"input_tokens\":10,"
				+ "\"cached_input_tokens\":1,\"cache_write_tokens\":2,\"output_tokens\":20,\"reasoning_tokens\":3,"
				+ "\"audio_input_tokens\":4,\"audio_output_tokens\":5,\"accuracy\":\"estimated\",\"first_token_ms\":30,"
				+ "\"duration_ms\":40}\n");
	}

	@Test
	void whenManyThreadsReportThenEachRecordIsWrittenOnceUntilTheEnd() throws Exception {
		UsageLog log = new UsageLog(new UsageFile(path()), 100_000);
		log.start();
		ExecutorService threads = Executors.newFixedThreadPool(4);
		for (int thread = 0; thread < 4; thread++) {
			int number = thread;
			threads.execute(() -> {
				for (int i = 0; i < 5_000; i++) {
					log.onUsage(record(number + "-" + i));
				}
			});
		}
		log.stop();
		threads.shutdown();
		assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
		log.onUsage(record("late"));
		log.destroy();
		List<String> lines = Files.readAllLines(path());
		Set<String> ids = new HashSet<>();
		for (String line : lines) {
			assertThat(line).startsWith("{").endsWith("}");
			ids.add(line.split("\"request_id\":\"")[1].split("\"")[0]);
		}
		assertThat(lines).hasSize(20_001);
		assertThat(ids).hasSize(20_001).contains("late", "3-4999");
		assertThat(log.dropped()).isZero();
	}

	@Test
	void whenQueueIsFullThenFurtherRecordsAreCountedAsLost() throws IOException {
		UsageLog log = new UsageLog(new UsageFile(path()), 3);
		for (int i = 0; i < 5; i++) {
			log.onUsage(record("r" + i));
		}
		assertThat(log.dropped()).isEqualTo(2);
		log.start();
		log.stop();
		log.destroy();
		assertThat(Files.readAllLines(path())).hasSize(3);
	}

	@Test
	void whenDiskIsFullThenGatewayLivesAndLossIsCounted() throws IOException {
		UsageFile full = new UsageFile(Path.of("/dev/full"));
		UsageLog log = new UsageLog(full, 10);
		log.start();
		log.onUsage(record("a"));
		log.onUsage(record("b"));
		log.stop();
		log.destroy();
		assertThat(log.dropped()).isEqualTo(2);
	}

	@Test
	void whenThereIsNoMemoryForAWriteThenNothingIsLost() throws IOException {
		AtomicInteger writes = new AtomicInteger();
		UsageFile scarce = new UsageFile(path()) {

			@Override
			void append(byte[] lines) throws IOException {
				if (writes.incrementAndGet() <= 2) {
					throw new OutOfMemoryError("a test");
				}
				super.append(lines);
			}

		};
		UsageLog log = new UsageLog(scarce, 10);
		log.start();
		log.onUsage(record("a"));
		Awaitility.await().untilAsserted(() -> assertThat(Files.readAllLines(path())).hasSize(1));
		log.onUsage(record("b"));
		log.stop();
		log.destroy();
		assertThat(Files.readAllLines(path())).hasSize(2);
		assertThat(log.dropped()).isZero();
	}

	@Test
	void whenFileCannotBeWrittenThenGatewayDoesNotStart() throws IOException {
		Path taken = Files.createFile(this.folder.resolve("taken"));
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> new UsageFile(taken.resolve("usage.jsonl")))
			.satisfies((fault) -> assertThat(fault.property()).isEqualTo("llm.gateway.usage.log.path"));
	}

	@Test
	void whenGatewayStopsThenRequestsThatItEndsAreInTheLog() throws IOException {
		try (GatewayFixture gateways = new GatewayFixture()) {
			RunningGateway gateway = gateways
				.gateway(GatewaySpec.of(Door.DIRECT).with("llm.gateway.usage.log.path", path().toString()));
			gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4:tokens=9:input=7", true));
			RunningCall open = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4:tokens=9:stall=4", true));
			open.awaitText("\"content\"");
			gateway.context().close();
			assertThat(Files.readAllLines(path())).hasSize(2)
				.anyMatch((line) -> line.contains("\"input_tokens\":7,") && line.contains("\"output_tokens\":9,")
						&& line.contains("\"accuracy\":\"exact\""))
				.anyMatch((line) -> line.contains("\"accuracy\":\"estimated\""))
				.noneMatch((line) -> line.contains("Hello"));
		}
	}

}
