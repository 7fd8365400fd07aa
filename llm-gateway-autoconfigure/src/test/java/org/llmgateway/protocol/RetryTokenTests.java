package org.llmgateway.protocol;

import java.net.InetSocketAddress;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A token that is good for 30 nanoseconds, at its client, and nowhere else.
 */
class RetryTokenTests {

	private static final InetSocketAddress CLIENT = new InetSocketAddress("192.0.2.1", 4433);

	private static final long NOW = Long.MAX_VALUE - 10;

	private final RetryToken tokens = new RetryToken(new byte[RetryToken.KEY_LENGTH], 30);

	private final ByteBuf cid = Unpooled.wrappedBuffer(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });

	private final ByteBuf token = token();

	private ByteBuf token() {
		ByteBuf out = Unpooled.buffer();
		this.tokens.write(out, this.cid, CLIENT, NOW);
		return out;
	}

	@Test
	void whenTokenComesBackThenItIsGoodAndHoldsTheConnectionId() {
		int offset = this.tokens.validate(this.token, CLIENT, NOW + 30);
		assertThat(this.token.slice(offset, this.token.readableBytes() - offset)).isEqualTo(this.cid);
		assertThat(this.cid.readerIndex()).isZero();
		assertThat(this.token.readableBytes()).isLessThanOrEqualTo(RetryToken.MAX_LENGTH);
	}

	@Test
	void whenTokenIsOldOrFromTheFutureThenRefused() {
		assertThat(this.tokens.validate(this.token, CLIENT, NOW + 31)).isEqualTo(-1);
		assertThat(this.tokens.validate(this.token, CLIENT, NOW - 1)).isEqualTo(-1);
	}

	@Test
	void whenTokenComesFromAnotherAddressOrPortThenRefused() {
		assertThat(this.tokens.validate(this.token, new InetSocketAddress("192.0.2.2", 4433), NOW)).isEqualTo(-1);
		assertThat(this.tokens.validate(this.token, new InetSocketAddress("192.0.2.1", 4434), NOW)).isEqualTo(-1);
		assertThat(this.tokens.validate(this.token, new InetSocketAddress("2001:db8::1", 4433), NOW)).isEqualTo(-1);
	}

	@Test
	void whenAnyByteIsChangedThenRefused() {
		for (int i = 0; i < this.token.readableBytes(); i++) {
			ByteBuf changed = this.token.copy();
			changed.setByte(i, changed.getByte(i) ^ 1);
			assertThat(this.tokens.validate(changed, CLIENT, NOW + 2)).as("byte " + i).isEqualTo(-1);
		}
	}

	@Test
	void whenTokenIsOfAnotherLengthThenRefused() {
		for (int i = 0; i < this.token.readableBytes(); i++) {
			assertThat(this.tokens.validate(this.token.slice(0, i), CLIENT, NOW)).isEqualTo(-1);
		}
		assertThat(this.tokens.validate(Unpooled.wrappedBuffer(this.token, Unpooled.wrappedBuffer(new byte[20])),
				CLIENT, NOW))
			.isEqualTo(-1);
	}

	@Test
	void whenKeyIsAnotherThenRefused() {
		byte[] key = new byte[RetryToken.KEY_LENGTH];
		key[0] = 1;
		assertThat(new RetryToken(key, 30).validate(this.token, CLIENT, NOW)).isEqualTo(-1);
	}

}
