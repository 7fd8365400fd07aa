package org.llmgateway.protocol;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * HTTP/2 byte by byte, for what Netty's client does not show.
 */
final class RawHttp2Wire implements AutoCloseable {

	private static final int HEADERS = 1;

	private static final int SETTINGS = 4;

	private static final int END_STREAM_AND_HEADERS = 5;

	private final Socket socket;

	private final DataOutputStream out;

	private final DataInputStream in;

	RawHttp2Wire(int port) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
		this.out = new DataOutputStream(this.socket.getOutputStream());
		this.in = new DataInputStream(this.socket.getInputStream());
		this.out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
	}

	/** One setting. */
	RawHttp2Wire settings(int id, long value) throws IOException {
		frame(6, SETTINGS, 0, 0);
		this.out.writeShort(id);
		this.out.writeInt((int) value);
		this.out.flush();
		return this;
	}

	/** A request with nothing in its header block but literals. */
	RawHttp2Wire get(String path, int stream) throws IOException {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		literal(block, ":method", "GET");
		literal(block, ":scheme", "http");
		literal(block, ":authority", "localhost");
		literal(block, ":path", path);
		frame(block.size(), HEADERS, END_STREAM_AND_HEADERS, stream);
		block.writeTo(this.out);
		this.out.flush();
		return this;
	}

	private static void literal(ByteArrayOutputStream block, String name, String value) {
		block.write(0);
		for (String text : new String[] { name, value }) {
			block.write(text.length());
			block.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
		}
	}

	private void frame(int length, int type, int flags, int stream) throws IOException {
		this.out.writeByte(length >> 16);
		this.out.writeShort(length);
		this.out.writeByte(type);
		this.out.writeByte(flags);
		this.out.writeInt(stream);
	}

	/** The next header block that the server sends. */
	Block awaitHeaderBlock() throws IOException {
		while (true) {
			int length = this.in.readUnsignedByte() << 16 | this.in.readUnsignedShort();
			int type = this.in.readUnsignedByte();
			this.in.skipNBytes(5);
			byte[] payload = this.in.readNBytes(length);
			if (type == HEADERS) {
				return new Block(payload);
			}
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A header block as HPACK has it.
	 *
	 * @param bytes the bytes
	 */
	record Block(byte[] bytes) {

		/** What the block says of its table before the first header; 4096 if nothing. */
		long tableSize() {
			long size = 4096;
			int at = 0;
			while ((this.bytes[at] & 0xe0) == 0x20) {
				size = this.bytes[at] & 0x1f;
				if (size == 0x1f) {
					int shift = 0;
					do {
						size += (this.bytes[++at] & 0x7fL) << shift;
						shift += 7;
					}
					while ((this.bytes[at] & 0x80) != 0);
				}
				at++;
			}
			return size;
		}

	}

}
