package org.llmgateway.protocol;

import io.netty.handler.codec.http2.Http2Error;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection was refused, or ended by the gateway.
 */
enum GuardReason {

	/**
	 * Refused: as many connections are open as may be.
	 */
	TOTAL("total"),
	/**
	 * Refused: the address has as many connections as it may have.
	 */
	ADDRESS("address"),
	/**
	 * Too many streams were reset, by the client or, for its breaches, by the gateway.
	 */
	RAPID_RESET("rapidReset"),
	/**
	 * A header block in too many small pieces.
	 */
	CONTINUATION("continuation"),
	/**
	 * Too many empty DATA frames.
	 */
	EMPTY_FRAMES("emptyFrames"),
	/**
	 * Too many PING, SETTINGS or PRIORITY frames, or answers to them that the client does
	 * not read.
	 */
	CONTROL_FLOOD("controlFlood"),
	/**
	 * Another breach of HTTP/2.
	 */
	PROTOCOL_ERROR("protocolError"),
	/**
	 * No answer to pings, or an end that the client does not read.
	 */
	UNRESPONSIVE("unresponsive"),
	/**
	 * A TLS handshake that did not end in time.
	 */
	HANDSHAKE_TIMEOUT("handshakeTimeout"),
	/**
	 * A ClientHello longer than any honest one.
	 */
	CLIENT_HELLO("clientHello"),
	/**
	 * The head of a request that did not end in time.
	 */
	SLOW_HEAD("slowHead"),
	/**
	 * The body of a request that arrived too slowly; on HTTP/2 and HTTP/3 this ends the
	 * stream only.
	 */
	SLOW_BODY("slowBody");

	private final String key;

	GuardReason(String key) {
		this.key = key;
	}

	/**
	 * Its name in a report, in camel case.
	 */
	String key() {
		return this.key;
	}

	/**
	 * Whether the connection was never served.
	 */
	boolean isRefusal() {
		return this == TOTAL || this == ADDRESS;
	}

	/**
	 * What a GOAWAY was sent for. The codec tells its limits apart only by their texts.
	 * @param errorCode the error code in it
	 * @param text the debug data in it
	 * @return the reason, or {@code null} if the client did nothing wrong
	 */
	static @Nullable GuardReason ofGoAway(long errorCode, String text) {
		if (errorCode == Http2Error.NO_ERROR.code() || errorCode == Http2Error.INTERNAL_ERROR.code()) {
			return null;
		}
		if (errorCode != Http2Error.ENHANCE_YOUR_CALM.code()) {
			return PROTOCOL_ERROR;
		}
		if (text.contains("RST frames")) {
			return RAPID_RESET;
		}
		if (text.contains("continuations")) {
			return CONTINUATION;
		}
		return text.contains("empty data frames") ? EMPTY_FRAMES : CONTROL_FLOOD;
	}

}
