package org.llmgateway.protocol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * A plain socket that says whatever it likes.
 */
final class RawTcpClient implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	RawTcpClient(int port) throws IOException {
		this.socket = new Socket("127.0.0.1", port);
		this.socket.setSoTimeout((int) Duration.ofSeconds(10).toMillis());
		this.socket.setTcpNoDelay(true);
		this.in = this.socket.getInputStream();
	}

	RawTcpClient send(String text) throws IOException {
		try {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().flush();
		}
		catch (SocketException ex) {
			// The server may have closed already; what it said is read.
		}
		return this;
	}

	/** Everything until the server closes. */
	String readToEnd() throws IOException {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			for (int n = this.in.read(buffer); n >= 0; n = this.in.read(buffer)) {
				all.write(buffer, 0, n);
			}
		}
		catch (SocketException ex) {
			// Reset after the answer is an end, too.
		}
		return all.toString(StandardCharsets.ISO_8859_1);
	}

	/** Everything until the text has come. */
	String readUntil(String text) throws IOException {
		StringBuilder all = new StringBuilder();
		while (all.indexOf(text) < 0) {
			int next = this.in.read();
			if (next < 0) {
				throw new AssertionError("Closed after: " + all);
			}
			all.append((char) next);
		}
		return all.toString();
	}

	/** So many bytes. */
	String read(int length) throws IOException {
		return new String(this.in.readNBytes(length), StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
