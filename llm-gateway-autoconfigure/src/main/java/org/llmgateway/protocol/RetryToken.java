package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * The token of a Retry (RFC 9000, section 8.1.2): proves that its client has received
 * what was sent to its address a moment ago.
 * <p>
 * A time, an HMAC-SHA256 over the client's address and port, that time and the connection
 * id, cut to 128 bits, and the id, which the handshake needs again.
 */
final class RetryToken {

	private static final String ALGORITHM = "HmacSHA256";

	private static final int MAC_LENGTH = 16;

	/** Where the connection id begins. */
	private static final int CID_OFFSET = Long.BYTES + MAC_LENGTH;

	private static final int MAX_CID_LENGTH = 20;

	static final int MAX_LENGTH = CID_OFFSET + MAX_CID_LENGTH;

	static final int KEY_LENGTH = 32;

	private final SecretKeySpec key;

	private final long lifeNanos;

	/**
	 * Makes the tokens of one key.
	 * @param key {@value #KEY_LENGTH} random bytes
	 * @param lifeNanos how long a token is good for, in nanoseconds
	 */
	RetryToken(byte[] key, long lifeNanos) {
		this.key = new SecretKeySpec(key, ALGORITHM);
		this.lifeNanos = lifeNanos;
	}

	/**
	 * Appends a token.
	 * @param out where to
	 * @param cid the connection id that the client has chosen; is not read from
	 * @param client where the client is said to be
	 * @param now the time in nanoseconds
	 */
	void write(ByteBuf out, ByteBuf cid, InetSocketAddress client, long now) {
		byte[] id = ByteBufUtil.getBytes(cid);
		out.writeLong(now).writeBytes(mac(client, now, id)).writeBytes(id);
	}

	/**
	 * Checks a token.
	 * @param token what a client has sent; is not read from
	 * @param client where it was sent from
	 * @param now the time in nanoseconds
	 * @return where in it the connection id begins, or -1 if the token is not good
	 */
	int validate(ByteBuf token, InetSocketAddress client, long now) {
		int length = token.readableBytes();
		if (length <= CID_OFFSET || length > MAX_LENGTH) {
			return -1;
		}
		long time = token.getLong(token.readerIndex());
		long age = now - time;
		if (age < 0 || age > this.lifeNanos) {
			return -1;
		}
		byte[] bytes = ByteBufUtil.getBytes(token);
		byte[] found = Arrays.copyOfRange(bytes, Long.BYTES, CID_OFFSET);
		byte[] expected = mac(client, time, Arrays.copyOfRange(bytes, CID_OFFSET, length));
		return MessageDigest.isEqual(expected, found) ? CID_OFFSET : -1;
	}

	private byte[] mac(InetSocketAddress client, long time, byte[] cid) {
		byte[] address = client.getAddress().getAddress();
		ByteBuffer head = ByteBuffer.allocate(1 + address.length + Short.BYTES + Long.BYTES);
		head.put((byte) address.length).put(address).putShort((short) client.getPort()).putLong(time);
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			mac.update(head.array());
			return Arrays.copyOf(mac.doFinal(cid), MAC_LENGTH);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every JDK has " + ALGORITHM, ex);
		}
	}

}
