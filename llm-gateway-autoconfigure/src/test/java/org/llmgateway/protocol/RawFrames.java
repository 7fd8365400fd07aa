package org.llmgateway.protocol;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * HTTP/2 frame by frame on a plain socket, without TLS: it sends what no codec would, and
 * acknowledges nothing.
 */
final class RawFrames implements AutoCloseable {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int PRIORITY = 2;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	static final int END_STREAM = 1;

	static final int END_HEADERS = 4;

	/** What the error code of a flood is. */
	static final int ENHANCE_YOUR_CALM = 11;

	private static final Frame CLOSED = new Frame(-1, 0, 0, new byte[0]);

	private final Socket socket = new Socket();

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

	private volatile String end = "open";

	/** Resets by error code. */
	final AtomicIntegerArray resets = new AtomicIntegerArray(16);

	RawFrames(int port) throws IOException {
		this(port, true);
	}

	RawFrames(int port, boolean reads) throws IOException {
		this.socket.setReceiveBufferSize(reads ? 1 << 20 : 4096);
		this.socket.connect(new InetSocketAddress("127.0.0.1", port));
		this.socket.setTcpNoDelay(true);
		this.out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		if (reads) {
			Thread reader = new Thread(this::read, "raw-frames");
			reader.setDaemon(true);
			reader.start();
		}
	}

	/** What a client says first. */
	RawFrames greet() throws IOException {
		return frame(SETTINGS, 0, 0).send();
	}

	RawFrames frame(int type, int flags, int stream, byte... payload) {
		this.out.writeBytes(
				ByteBuffer.allocate(9).putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).array());
		this.out.writeBytes(payload);
		return this;
	}

	RawFrames number(int type, int stream, int value) {
		return frame(type, 0, stream, ByteBuffer.allocate(4).putInt(value).array());
	}

	RawFrames get(int stream, String path) {
		return frame(HEADERS, END_HEADERS | END_STREAM, stream, block("GET", path));
	}

	/** A request whose body has yet to come. */
	RawFrames begin(int stream, String path) {
		return frame(HEADERS, END_HEADERS, stream, block("POST", path));
	}

	RawFrames post(int stream, String path, String body) {
		return begin(stream, path).frame(DATA, END_STREAM, stream, body.getBytes(StandardCharsets.UTF_8));
	}

	static byte[] block(String method, String path) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		String[] fields = { ":method", method, ":scheme", "http", ":authority", "localhost", ":path", path,
				"content-type", "application/json" };
		for (int i = 0; i < fields.length; i++) {
			if (i % 2 == 0) {
				// A literal that is not indexed, with a new name.
				block.write(0);
			}
			block.write(fields[i].length());
			block.writeBytes(fields[i].getBytes(StandardCharsets.US_ASCII));
		}
		return block.toByteArray();
	}

	/** Whether all of it could be sent; the server may have closed already. */
	boolean trySend() {
		try {
			this.socket.getOutputStream().write(this.out.toByteArray());
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			this.out.reset();
		}
	}

	RawFrames send() {
		trySend();
		return this;
	}

	private void read() {
		try {
			DataInputStream in = new DataInputStream(new BufferedInputStream(this.socket.getInputStream()));
			while (true) {
				int head = in.readInt();
				int flags = in.readUnsignedByte();
				int stream = in.readInt();
				byte[] payload = new byte[head >>> 8];
				in.readFully(payload);
				Frame frame = new Frame(head & 0xff, flags, stream, payload);
				if (frame.type() == RST_STREAM) {
					this.resets.incrementAndGet(frame.number(0));
				}
				this.frames.add(frame);
			}
		}
		catch (IOException ex) {
			this.end = ex + ", resets " + this.resets;
			this.frames.add(CLOSED);
		}
	}

	/** Waits for a frame of a type. */
	Frame await(int type) throws InterruptedException {
		while (true) {
			Frame frame = this.frames.poll(10, TimeUnit.SECONDS);
			if (frame == null || frame == CLOSED) {
				throw new AssertionError(
						((frame == null) ? "No such frame; " : "Closed without such a frame; ") + this.end);
			}
			if (frame.type() == type) {
				return frame;
			}
		}
	}

	/** The error code of the GOAWAY that the server says before it closes. */
	int awaitGoAwayAndEnd() throws InterruptedException {
		int code = await(GOAWAY).number(4);
		Frame last;
		do {
			last = this.frames.poll(10, TimeUnit.SECONDS);
		}
		while (last != null && last != CLOSED);
		if (last == null) {
			throw new AssertionError("Not closed");
		}
		return code;
	}

	/**
	 * Waits for the end of the connection. What the server said last may be lost: it
	 * closes while more is on its way in, which TCP answers by a reset.
	 * @return the error code of the GOAWAY, or -1 if that was lost
	 */
	int awaitEnd() throws InterruptedException {
		int code = -1;
		while (true) {
			Frame frame = this.frames.poll(10, TimeUnit.SECONDS);
			if (frame == null) {
				throw new AssertionError("Not closed");
			}
			if (frame == CLOSED) {
				return code;
			}
			code = (frame.type() == GOAWAY) ? frame.number(4) : code;
		}
	}

	/** Whether the answer to a request without a body begins with 200. */
	boolean isServed(int stream, String path) throws InterruptedException {
		get(stream, path).send();
		Frame frame;
		do {
			frame = await(HEADERS);
		}
		while (frame.stream() != stream);
		// The static table's ":status 200".
		return (frame.payload()[0] & 0xff) == 0x88;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	/**
	 * A frame of the server.
	 *
	 * @param type its type
	 * @param flags its flags
	 * @param stream its stream
	 * @param payload its payload
	 */
	record Frame(int type, int flags, int stream, byte[] payload) {

		int number(int offset) {
			return ByteBuffer.wrap(this.payload).getInt(offset);
		}

	}

}
