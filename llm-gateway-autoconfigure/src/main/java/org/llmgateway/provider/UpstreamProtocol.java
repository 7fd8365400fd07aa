package org.llmgateway.provider;

/**
 * The HTTP version that is spoken to a provider.
 */
public enum UpstreamProtocol {

	/** HTTP/1.1, with TLS where the URL says https. */
	H1,

	/** HTTP/2: over TLS by ALPN with HTTP/1.1 as fallback, or with prior knowledge. */
	H2,

	/** HTTP/3 over QUIC. */
	H3

}
