package org.llmgateway.protocol;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import reactor.netty.http.HttpProtocol;

/**
 * What will be served, decided once from the properties; refuses what cannot work.
 *
 * @param tcp protocols of the TCP server; empty where Spring Boot's own properties decide
 * @param http3 whether the HTTP/3 server runs
 * @param http3Only whether TCP serves nothing but health checks and Alt-Svc
 */
record ProtocolPlan(Set<WireProtocol> tcp, boolean http3, boolean http3Only) {

	private static final String CERTIFICATE = "Set server.ssl.bundle to an SSL bundle (spring.ssl.bundle.*)";

	/**
	 * Decides.
	 * @param wanted the configured set, empty if not configured
	 * @param tls whether the TCP server has a certificate
	 * @param quicBundle name of the SSL bundle of HTTP/3, if any
	 * @throws ProtocolConfigurationException if the set contradicts itself or a
	 * certificate is missing
	 */
	static ProtocolPlan of(Set<WireProtocol> wanted, boolean tls, @Nullable String quicBundle) {
		if (wanted.isEmpty()) {
			return new ProtocolPlan(Set.of(), false, false);
		}
		if (wanted.contains(WireProtocol.H2) && wanted.contains(WireProtocol.H2C)) {
			throw new ProtocolConfigurationException(
					"llm.gateway.protocols has both h2 and h2c, but one TCP port speaks HTTP/2 either with TLS (h2) or without (h2c).",
					"Remove h2 or h2c from llm.gateway.protocols.");
		}
		if (wanted.contains(WireProtocol.H2) && !tls) {
			throw new ProtocolConfigurationException(
					"llm.gateway.protocols has h2, which needs TLS, but there is no certificate.",
					CERTIFICATE + ", or use h2c instead of h2.");
		}
		if (wanted.contains(WireProtocol.H2C) && tls) {
			throw new ProtocolConfigurationException(
					"llm.gateway.protocols has h2c, which is HTTP/2 without TLS, but server.ssl is set.",
					"Use h2 instead of h2c, or remove server.ssl.");
		}
		boolean http3 = wanted.contains(WireProtocol.H3);
		if (http3 && !tls && quicBundle == null) {
			throw new ProtocolConfigurationException(
					"llm.gateway.protocols has h3, which needs a certificate, but there is none.",
					"Set llm.gateway.http3.ssl-bundle to the name of an SSL bundle (spring.ssl.bundle.*), set server.ssl.bundle, or remove h3 from llm.gateway.protocols.");
		}
		Set<WireProtocol> tcp = EnumSet.copyOf(wanted);
		tcp.remove(WireProtocol.H3);
		boolean http3Only = tcp.isEmpty();
		if (http3Only) {
			tcp.add(WireProtocol.H1);
		}
		return new ProtocolPlan(tcp, http3, http3Only);
	}

	/**
	 * Whether the TCP server speaks HTTP/2, with TLS or without.
	 */
	boolean http2() {
		return this.tcp.contains(WireProtocol.H2) || this.tcp.contains(WireProtocol.H2C);
	}

	/**
	 * Whether {@code llm.gateway.protocols} decides, and not Spring Boot.
	 */
	boolean decided() {
		return !this.tcp.isEmpty();
	}

	/**
	 * The TCP protocols in Reactor Netty's terms.
	 */
	HttpProtocol[] tcpProtocols() {
		List<HttpProtocol> protocols = new ArrayList<>();
		for (WireProtocol protocol : this.tcp) {
			switch (protocol) {
				case H1 -> protocols.add(HttpProtocol.HTTP11);
				case H2C -> protocols.add(HttpProtocol.H2C);
				case H2 -> protocols.add(HttpProtocol.H2);
				case H3 -> throw new IllegalStateException("h3 is not a TCP protocol");
			}
		}
		return protocols.toArray(HttpProtocol[]::new);
	}

	/**
	 * The names of all protocols served, for a log line.
	 */
	String describe() {
		if (!decided()) {
			return "as set by server.*";
		}
		StringBuilder names = new StringBuilder();
		for (WireProtocol protocol : this.tcp) {
			names.append(names.isEmpty() ? "" : ", ").append(protocol.id());
		}
		if (this.http3Only) {
			return "h3 (TCP: health checks only)";
		}
		return this.http3 ? names + ", h3" : names.toString();
	}

}
