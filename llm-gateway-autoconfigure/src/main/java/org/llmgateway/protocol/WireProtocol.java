package org.llmgateway.protocol;

/**
 * A protocol that clients may speak to the gateway, as named in
 * {@code llm.gateway.protocols}.
 */
enum WireProtocol {

	/**
	 * HTTP/1.1, with TLS where {@code server.ssl} is set.
	 */
	H1,

	/**
	 * HTTP/2 without TLS: prior knowledge and, together with {@link #H1}, upgrade.
	 */
	H2C,

	/**
	 * HTTP/2 with TLS, chosen by ALPN.
	 */
	H2,

	/**
	 * HTTP/3: QUIC on UDP.
	 */
	H3;

	/**
	 * The name as configured and as in ALPN.
	 */
	String id() {
		return switch (this) {
			case H1 -> "h1";
			case H2C -> "h2c";
			case H2 -> "h2";
			case H3 -> "h3";
		};
	}

}
