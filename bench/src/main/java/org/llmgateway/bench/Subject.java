package org.llmgateway.bench;

import java.net.URI;
import java.util.Map;

import org.llmgateway.bench.load.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * What load is driven at: a gateway, or the mock itself.
 *
 * @param id the short name: none, stock, stock= (at an equal number of event loops),
 * direct, gateway
 * @param child its process
 * @param ports its port for each protocol it serves
 */
record Subject(String id, Child child, Map<Protocol, Integer> ports) {

	/**
	 * How this subject is asked in a cell of the given protocol: stock knows no HTTP/3
	 * and stands in with HTTP/2.
	 * @param protocol the protocol of the cell
	 * @return the protocol to use, or null if it has no part in the cell
	 */
	@Nullable Protocol speaks(Protocol protocol) {
		if (this.ports.containsKey(protocol)) {
			return protocol;
		}
		boolean standsIn = protocol == Protocol.H3 && isStock() && this.ports.containsKey(Protocol.H2);
		return standsIn ? Protocol.H2 : null;
	}

	URI url(Protocol protocol) {
		Integer port = this.ports.get(protocol);
		return URI.create((protocol.tls() ? "https" : "http") + "://127.0.0.1:" + port + "/v1/chat/completions");
	}

	boolean isStock() {
		return this.id.startsWith(Settings.STOCK);
	}

	boolean isGateway() {
		return !Settings.NONE.equals(this.id);
	}

}
