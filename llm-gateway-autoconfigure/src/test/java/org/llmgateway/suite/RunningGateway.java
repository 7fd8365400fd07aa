package org.llmgateway.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.llmgateway.exchange.LimitReport;
import org.llmgateway.test.LocalCertificate;
import org.llmgateway.test.MockLlm;
import org.llmgateway.test.MockRequest;
import org.llmgateway.upstream.UpstreamGauge;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway on sockets of its own, in front of a mock of its own.
 */
public final class RunningGateway implements AutoCloseable {

	/** What gateway and mock show, and what clients trust. */
	public static final LocalCertificate CERTIFICATE = LocalCertificate.create();

	private final MockLlm mock;

	private final ConfigurableApplicationContext context;

	private final List<AutoCloseable> opened = new CopyOnWriteArrayList<>();

	RunningGateway(GatewaySpec spec) {
		this.mock = spec.upstream().start(CERTIFICATE);
		try {
			this.context = run(spec);
		}
		catch (RuntimeException ex) {
			this.mock.close();
			throw ex;
		}
	}

	private ConfigurableApplicationContext run(GatewaySpec spec) {
		Map<String, Object> properties = new LinkedHashMap<>(spec.allProperties());
		properties.put("mock", this.mock.baseUrl());
		properties.put("spring.ssl.bundle.pem.mock.truststore.certificate", CERTIFICATE.certificatePem());
		properties.put("spring.ssl.bundle.pem.gateway.keystore.certificate", CERTIFICATE.certificatePem());
		properties.put("spring.ssl.bundle.pem.gateway.keystore.private-key", CERTIFICATE.privateKeyPem());
		List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
		sources.addAll(spec.configurations());
		return new SpringApplicationBuilder(sources.toArray(Class<?>[]::new)).registerShutdownHook(false)
			.properties(properties)
			.run();
	}

	public MockLlm mock() {
		return this.mock;
	}

	public ConfigurableApplicationContext context() {
		return this.context;
	}

	/**
	 * The port of the TCP server, and of the UDP one where there is one.
	 * @return a port of 127.0.0.1
	 */
	public int port() {
		return ((ReactiveWebServerApplicationContext) this.context).getWebServer().getPort();
	}

	/**
	 * A new client, closed after the test.
	 * @param protocol what it speaks; the gateway must serve it
	 * @return a client
	 */
	public GatewayClient client(ClientProtocol protocol) {
		return closing(new GatewayClient(protocol, port()));
	}

	/**
	 * A new client that speaks to the mock without the gateway, closed after the test.
	 * @return a client of HTTP/1.1
	 */
	public GatewayClient direct() {
		return closing(new GatewayClient(ClientProtocol.H1, this.mock.port()));
	}

	/**
	 * Closes something after the test.
	 * @param opened what to close
	 * @param <T> its type
	 * @return the same
	 */
	public <T extends AutoCloseable> T closing(T opened) {
		this.opened.add(opened);
		return opened;
	}

	/**
	 * Requests to providers that have not ended.
	 * @return number of requests now
	 */
	public int inFlight() {
		return UpstreamGauge.inFlight(this.context);
	}

	/**
	 * What requests hold of the byte budget.
	 * @return bytes, 0 where there is no budget
	 */
	public long budgetUsed() {
		return this.context.getBeanProvider(LimitReport.class)
			.stream()
			.filter((limit) -> limit.name().equals("budget"))
			.mapToLong((limit) -> (long) limit.report().get("used"))
			.sum();
	}

	/**
	 * What the limits of concurrency show.
	 * @param name {@code concurrency} or {@code pools}
	 * @return the report now
	 */
	public Map<String, Object> limits(String name) {
		return this.context.getBeanProvider(LimitReport.class)
			.stream()
			.filter((report) -> report.name().equals(name))
			.findFirst()
			.orElseThrow()
			.report();
	}

	/**
	 * Permits that are held, and requests that wait for one.
	 * @return their number now
	 */
	int permits() {
		return permits(limits("concurrency")) + permits(limits("pools"));
	}

	private static int permits(Map<?, ?> report) {
		int permits = 0;
		for (Map.Entry<?, ?> entry : report.entrySet()) {
			if (entry.getValue() instanceof Map<?, ?> inner) {
				permits += permits(inner);
			}
			else if (entry.getKey().equals("inFlight") || entry.getKey().equals("waiting")) {
				permits += ((Number) entry.getValue()).intValue();
			}
		}
		return permits;
	}

	void closeOpened() {
		for (AutoCloseable each : this.opened) {
			try {
				each.close();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}
		this.opened.clear();
	}

	/**
	 * Waits for the next request of the test that reaches the mock.
	 * @return the request
	 */
	public MockRequest awaitRequest() {
		return this.mock.awaitRequest(RunningCall.LIMIT);
	}

	/**
	 * Whether the mock has a request that no test has asked for.
	 * @return the request, or {@code null}
	 */
	public @Nullable MockRequest nextRequest() {
		try {
			return this.mock.awaitRequest(Duration.ZERO);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

	/** What a test told the mock, and sent to it, holds for that test only. */
	void resetMock() {
		this.mock.respondWith(null);
		this.mock.answerWith(null);
		while (nextRequest() != null) {
			// Until there is none.
		}
	}

	@Override
	public void close() {
		this.context.close();
		this.mock.close();
	}

	/** The application of the suites: nothing but auto-configuration. */
	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
