package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;

/**
 * Is asked by QUIC's codec at the first packet of each connection, before anything is
 * kept for it, and lets {@link QuicConnections} decide.
 */
final class RetryTokenHandler implements QuicTokenHandler {

	/** Netty's codec has no other way to be told; it logs this at debug level. */
	private static final RuntimeException DROPPED = new Dropped();

	private static final Duration LIFE = Duration.ofSeconds(30);

	private final QuicConnections connections;

	private final RetryToken tokens;

	RetryTokenHandler(QuicConnections connections) {
		this.connections = connections;
		byte[] key = new byte[RetryToken.KEY_LENGTH];
		new SecureRandom().nextBytes(key);
		this.tokens = new RetryToken(key, LIFE.toNanos());
	}

	@Override
	public boolean writeToken(ByteBuf out, ByteBuf cid, InetSocketAddress client) {
		return switch (this.connections.decide(false)) {
			case RETRY -> {
				this.tokens.write(out, cid, client, System.nanoTime());
				yield true;
			}
			case DROP -> throw DROPPED;
			default -> false;
		};
	}

	@Override
	public int validateToken(ByteBuf token, InetSocketAddress client) {
		int offset = this.tokens.validate(token, client, System.nanoTime());
		if (offset < 0) {
			this.connections.invalidToken();
			return -1;
		}
		return (this.connections.decide(true) != QuicAdmission.Decision.DROP) ? offset : -1;
	}

	@Override
	public int maxTokenLength() {
		return RetryToken.MAX_LENGTH;
	}

	private static final class Dropped extends RuntimeException {

		Dropped() {
			super("Too many QUIC connections", null, false, false);
		}

	}

}
