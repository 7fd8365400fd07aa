package org.llmgateway.suite;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A gateway that stops closes all its sockets and frees their buffers, those of idle
 * connections to providers and of the resolver of names among them, also where the
 * process goes on.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "Sockets are counted in /proc")
class ClosedSocketsTests {

	private static final int TIMES = 8;

	private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** What is made once and stays is made now. */
	@BeforeEach
	void warmUp() {
		runOnce(UpstreamLeg.H1);
		runOnce(UpstreamLeg.H3);
	}

	@ParameterizedTest
	@EnumSource
	void whenAGatewayHasStoppedThenItsSocketsAreClosed(UpstreamLeg leg) {
		int before = sockets();
		for (int i = 0; i < TIMES; i++) {
			runOnce(leg);
		}
		Awaitility.await()
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(5))
			.untilAsserted(() -> assertThat(sockets()).isLessThanOrEqualTo(before));
	}

	private static void runOnce(UpstreamLeg leg) {
		try (RunningGateway gateway = new RunningGateway(GatewaySpec.of(Door.DIRECT).upstream(leg))) {
			assertThat(gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4", true)).status()).isEqualTo(200);
			gateway.closeOpened();
		}
	}

	/** How many this process has open. */
	private static int sockets() {
		int sockets = 0;
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
			for (Path descriptor : descriptors) {
				sockets += isSocket(descriptor) ? 1 : 0;
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		return sockets;
	}

	private static boolean isSocket(Path descriptor) {
		try {
			return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
		}
		catch (IOException ex) {
			// Closed since.
			return false;
		}
	}

}
