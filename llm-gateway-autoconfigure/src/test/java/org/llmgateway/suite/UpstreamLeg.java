package org.llmgateway.suite;

import org.llmgateway.test.LocalCertificate;
import org.llmgateway.test.MockLlm;

/**
 * The ways in which the gateway may speak to the mock.
 */
public enum UpstreamLeg {

	/** HTTP/1.1 without TLS. */
	H1("h1", false, "HTTP/1.1"),

	/** HTTP/1.1 with TLS. */
	H1_TLS("h1", true, "HTTP/1.1"),

	/** HTTP/2 with prior knowledge. */
	H2C("h2", false, "HTTP/2.0"),

	/** HTTP/2 by ALPN. */
	H2("h2", true, "HTTP/2.0"),

	/** HTTP/3. */
	H3("h3", true, "HTTP/3.0");

	private final String property;

	private final boolean tls;

	private final String version;

	UpstreamLeg(String property, boolean tls, String version) {
		this.property = property;
		this.tls = tls;
		this.version = version;
	}

	/**
	 * The protocol's name in the configuration.
	 * @return a value of {@code llm.gateway.providers.*.http-version}
	 */
	public String property() {
		return this.property;
	}

	/**
	 * The protocol as the mock reports it.
	 * @return a value of {@link org.llmgateway.test.MockRequest#protocol()}
	 */
	public String version() {
		return this.version;
	}

	MockLlm start(LocalCertificate certificate) {
		MockLlm.Builder builder = MockLlm.builder();
		return (this.tls ? builder.tls(certificate).http3(this == H3) : builder).start();
	}

}
