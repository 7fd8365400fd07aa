package org.llmgateway.bench.load;

/**
 * The four ways a client may speak to a gateway.
 */
public enum Protocol {

	/** HTTP/1.1 in cleartext. */
	H1("h1", false),

	/** HTTP/2 in cleartext with prior knowledge. */
	H2C("h2c", false),

	/** HTTP/2 over TLS, agreed by ALPN. */
	H2("h2", true),

	/** HTTP/3 over QUIC. */
	H3("h3", true);

	private final String label;

	private final boolean tls;

	Protocol(String label, boolean tls) {
		this.label = label;
		this.tls = tls;
	}

	/**
	 * The short name, as in {@code llm.gateway.protocols}.
	 * @return the short name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Whether this protocol needs the gateway's encrypted port.
	 * @return whether it is encrypted
	 */
	public boolean tls() {
		return this.tls;
	}

	@Override
	public String toString() {
		return this.label;
	}

}
