package org.llmgateway.protocol;

import org.jspecify.annotations.Nullable;

/**
 * What answers on TCP say about HTTP/3 in {@code Alt-Svc} (RFC 7838): nothing before the
 * UDP port is open, the port while it is, {@code clear} from the moment shutdown begins.
 */
final class AltSvc {

	private static final String CLEAR = "clear";

	private volatile @Nullable String value;

	void advertise(int port) {
		this.value = "h3=\":" + port + "\"; ma=86400";
	}

	/**
	 * Takes the advertisement back, if there ever was one.
	 */
	void clear() {
		if (this.value != null) {
			this.value = CLEAR;
		}
	}

	/**
	 * The field value, or nothing to say.
	 */
	@Nullable String value() {
		return this.value;
	}

}
