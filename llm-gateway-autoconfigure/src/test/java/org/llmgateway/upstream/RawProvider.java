package org.llmgateway.upstream;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A provider whose every byte, and every silence, is the test's.
 */
final class RawProvider implements AutoCloseable {

	private static final int LIMIT_MILLIS = 10_000;

	private final ServerSocket server;

	private final List<Peer> peers = new ArrayList<>();

	RawProvider() throws IOException {
		this.server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
		this.server.setSoTimeout(LIMIT_MILLIS);
	}

	URI url() {
		return URI.create("http://127.0.0.1:" + this.server.getLocalPort());
	}

	/** The next connection; fails if none comes. */
	Peer accept() throws IOException {
		Socket socket = this.server.accept();
		socket.setSoTimeout(LIMIT_MILLIS);
		Peer peer = new Peer(socket);
		this.peers.add(peer);
		return peer;
	}

	@Override
	public void close() throws IOException {
		for (Peer peer : this.peers) {
			peer.socket.close();
		}
		this.server.close();
	}

	/**
	 * One connection, seen from the provider.
	 */
	static final class Peer {

		private final Socket socket;

		private final InputStream in;

		Peer(Socket socket) throws IOException {
			this.socket = socket;
			this.in = new BufferedInputStream(socket.getInputStream());
		}

		/** Head and body of the next request. */
		String request() throws IOException {
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) read());
			}
			String text = head.toString();
			int length = text.toLowerCase(Locale.ROOT).indexOf("content-length: ");
			if (length >= 0) {
				int from = length + "content-length: ".length();
				int bytes = Integer.parseInt(text.substring(from, text.indexOf('\r', from)));
				text += new String(this.in.readNBytes(bytes), StandardCharsets.UTF_8);
			}
			return text;
		}

		String read(int bytes) throws IOException {
			return new String(this.in.readNBytes(bytes), StandardCharsets.US_ASCII);
		}

		private int read() throws IOException {
			int next = this.in.read();
			if (next < 0) {
				throw new IOException("The connection ended");
			}
			return next;
		}

		void send(String bytes) throws IOException {
			this.socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
			this.socket.getOutputStream().flush();
		}

		void answer(String body) throws IOException {
			send("HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
		}

		void end() throws IOException {
			this.socket.close();
		}

		/** RST in place of FIN. */
		void reset() {
			try {
				this.socket.setSoLinger(true, 0);
				this.socket.close();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		/** Waits until the gateway hangs up. */
		byte[] awaitEnd() throws IOException {
			ByteArrayOutputStream rest = new ByteArrayOutputStream();
			try {
				for (int next = this.in.read(); next >= 0; next = this.in.read()) {
					rest.write(next);
				}
			}
			catch (java.net.SocketTimeoutException ex) {
				throw new AssertionError("The connection is still open", ex);
			}
			catch (IOException reset) {
				// Broken off is ended, too.
				return rest.toByteArray();
			}
			return rest.toByteArray();
		}

	}

}
