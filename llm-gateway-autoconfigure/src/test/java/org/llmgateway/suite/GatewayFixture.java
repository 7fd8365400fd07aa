package org.llmgateway.suite;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.llmgateway.test.OpenBuffers;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Gives a test class its gateways, as
 * {@code @RegisterExtension static final GatewayFixture gateways = new GatewayFixture();}
 * and stops them after its last test.
 * <p>
 * After each test it closes what the test opened, and the test fails if a buffer, a
 * request at the mock, a request in flight or a permit is left.
 */
public final class GatewayFixture implements BeforeEachCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

	private final Map<GatewaySpec, RunningGateway> gateways = new LinkedHashMap<>();

	private final LogWatch log = new LogWatch();

	/**
	 * The gateway of a description, started at its first use in the test class.
	 * @param spec the description
	 * @return the running gateway
	 */
	public RunningGateway gateway(GatewaySpec spec) {
		RunningGateway gateway = this.gateways.get(spec);
		if (gateway == null) {
			gateway = new RunningGateway(spec);
			this.gateways.put(spec, gateway);
			if (spec.upstream() == UpstreamLeg.H3) {
				openConnection(gateway);
			}
			// A running QUIC endpoint holds buffers for as long as it runs: they are no
			// leak.
			OpenBuffers.startAnew();
			this.log.begin();
		}
		return gateway;
	}

	private void openConnection(RunningGateway gateway) {
		try (GatewayClient client = new GatewayClient(ClientProtocol.H1, gateway.port())) {
			assertThat(client.send(Call.chat("gpt-4", false)).status()).isEqualTo(200);
			gateway.awaitRequest();
		}
		assertNothingLeft();
	}

	/**
	 * Asserts that nothing was logged at WARN or above since the test, or the gateway
	 * that it was the first to use, began.
	 */
	public void assertQuietLog() {
		assertThat(this.log.lines()).as("log lines").isEmpty();
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.log.begin();
	}

	@Override
	public void afterEach(ExtensionContext context) {
		try {
			this.gateways.values().forEach(RunningGateway::closeOpened);
			assertNothingLeft();
			OpenBuffers.awaitNone(RunningCall.LIMIT);
			this.gateways.values().forEach(RunningGateway::resetMock);
		}
		catch (RuntimeException | AssertionError ex) {
			// What this test has left would fail all that follow.
			closeAll();
			throw ex;
		}
	}

	/**
	 * Waits until no request is under way; buffers are asked for after each test, when
	 * its clients are closed.
	 */
	public void assertNothingLeft() {
		Awaitility.await()
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(5))
			.untilAsserted(this::checkNothingLeft);
	}

	private void checkNothingLeft() {
		this.gateways.forEach((spec, gateway) -> {
			assertThat(gateway.mock().activeRequests()).as("requests at the mock").isZero();
			assertThat(gateway.inFlight()).as("requests in flight").isZero();
			assertThat(gateway.budgetUsed()).as("byte budget in use").isZero();
			assertThat(gateway.permits()).as("permits held or waited for").isZero();
		});
	}

	@Override
	public void afterAll(ExtensionContext context) {
		boolean nested = context.getParent().flatMap(ExtensionContext::getTestClass).isPresent();
		if (!nested) {
			close();
		}
	}

	@Override
	public void close() {
		this.log.end();
		closeAll();
	}

	private void closeAll() {
		this.gateways.values().forEach(RunningGateway::close);
		this.gateways.clear();
		OpenBuffers.startAnew();
	}

}
