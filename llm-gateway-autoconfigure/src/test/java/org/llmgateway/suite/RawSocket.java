package org.llmgateway.suite;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A plain TCP connection that says exactly what it is told to.
 */
public final class RawSocket implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	public RawSocket(int port) {
		try {
			this.socket = new Socket("127.0.0.1", port);
			this.socket.setSoTimeout((int) RunningCall.LIMIT.toMillis());
			this.socket.setTcpNoDelay(true);
			this.in = this.socket.getInputStream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public RawSocket send(String text) {
		try {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			this.socket.getOutputStream().flush();
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Sends a request with a JSON body, head and all.
	 * @param call the request
	 * @return this
	 */
	public RawSocket send(Call call) {
		byte[] body = call.body();
		StringBuilder text = new StringBuilder(call.method() + " " + call.path() + " HTTP/1.1\r\nhost: localhost\r\n");
		call.headers().forEach((header) -> text.append(header.getKey() + ": " + header.getValue() + "\r\n"));
		if (body != null) {
			text.append("content-length: " + body.length + "\r\n\r\n").append(new String(body, StandardCharsets.UTF_8));
		}
		else {
			text.append("\r\n");
		}
		return send(text.toString());
	}

	/**
	 * Everything until the text has come.
	 * @param text what to wait for
	 * @return what has come
	 */
	public String readUntil(String text) {
		StringBuilder all = new StringBuilder();
		try {
			while (all.indexOf(text) < 0) {
				int next = this.in.read();
				if (next < 0) {
					throw new AssertionError("Closed after: " + all);
				}
				all.append((char) next);
			}
			return all.toString();
		}
		catch (IOException ex) {
			throw new AssertionError("Failed after: " + all, ex);
		}
	}

	/**
	 * Everything until the server closes.
	 * @return what has come
	 */
	public String readToEnd() {
		ByteArrayOutputStream all = new ByteArrayOutputStream();
		byte[] buffer = new byte[8192];
		try {
			for (int n = this.in.read(buffer); n >= 0; n = this.in.read(buffer)) {
				all.write(buffer, 0, n);
			}
		}
		catch (SocketException ex) {
			// A reset is an end, too.
		}
		catch (IOException ex) {
			throw new AssertionError("Failed after: " + all, ex);
		}
		return all.toString(StandardCharsets.ISO_8859_1);
	}

	/** Says that nothing more will be sent: FIN, whatever is still unread here. */
	public void finish() {
		try {
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Breaks the connection: RST. */
	public void reset() {
		try {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
