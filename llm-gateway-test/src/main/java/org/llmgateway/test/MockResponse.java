package org.llmgateway.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * An answer fixed to the byte: status, headers, the writes of the body, trailers and how
 * it ends.
 * <p>
 * Headers are sent as given, hop-by-hop ones too on HTTP/1.1; on HTTP/2 and HTTP/3 those
 * that the protocol forbids are left out (RFC 9113 section 8.2.2, RFC 9114 section 4.2).
 *
 * @param status HTTP status
 * @param headers header fields in order; may hold a field several times
 * @param writes writes of the body in order
 * @param framing how HTTP/1.1 marks the end of the body
 * @param trailers trailer fields
 * @param finish what happens after the last write
 * @param delay wait before the head
 */
public record MockResponse(int status, List<Map.Entry<String, String>> headers, List<MockWrite> writes, Framing framing,
		List<Map.Entry<String, String>> trailers, Finish finish, Duration delay) {

	/** How HTTP/1.1 marks the end of the body. */
	public enum Framing {

		/** By a Content-Length, unless the headers have one already. */
		LENGTH,
		/** By chunks, one for each write. */
		CHUNKED,
		/** By the end of the connection. */
		CLOSE,
		/** The writes are the whole answer with its head, as bytes; HTTP/1.1 only. */
		RAW,
		/** Nothing is written at all, not even a head. */
		NOTHING

	}

	/** What happens after the last write. */
	public enum Finish {

		/** The answer ends properly. */
		END,
		/** The connection (HTTP/1.1) or stream is closed before the end. */
		CUT,
		/** The connection is reset. */
		RESET,
		/** Nothing, until the client goes. */
		STALL,
		/** The last write again and again, until the client goes. */
		REPEAT

	}

	/**
	 * Starts an answer; unless changed it is empty, with a Content-Length.
	 * @param status HTTP status
	 * @return a new builder
	 */
	public static Builder status(int status) {
		return new Builder(status);
	}

	/** Collects the parts of a {@link MockResponse}. */
	public static final class Builder {

		private final int status;

		private final List<Map.Entry<String, String>> headers = new ArrayList<>();

		private final List<Map.Entry<String, String>> trailers = new ArrayList<>();

		private List<MockWrite> writes = new ArrayList<>();

		private Framing framing = Framing.LENGTH;

		private Finish finish = Finish.END;

		private Duration delay = Duration.ZERO;

		private Builder(int status) {
			this.status = status;
		}

		public Builder header(String name, String value) {
			this.headers.add(Map.entry(name, value));
			return this;
		}

		public Builder trailer(String name, String value) {
			this.trailers.add(Map.entry(name, value));
			return this;
		}

		public Builder json(String body) {
			return header("content-type", "application/json").write(body);
		}

		public Builder write(String text) {
			return write(text.getBytes(StandardCharsets.UTF_8));
		}

		public Builder write(byte[] bytes) {
			return write(Duration.ZERO, bytes);
		}

		public Builder write(Duration before, byte[] bytes) {
			return write(new MockWrite(bytes, before, 0));
		}

		/**
		 * Adds a write.
		 * @param write the write
		 * @return this builder
		 */
		public Builder write(MockWrite write) {
			this.writes.add(write);
			return this;
		}

		public Builder framing(Framing framing) {
			this.framing = framing;
			return this;
		}

		public Builder chunked() {
			return framing(Framing.CHUNKED);
		}

		public Builder finish(Finish finish) {
			this.finish = finish;
			return this;
		}

		public Builder delay(Duration delay) {
			this.delay = delay;
			return this;
		}

		/**
		 * Cuts the writes so far into pieces of 1 to 7 bytes, each flushed by itself in a
		 * turn of the event loop of its own.
		 * @param seed seed of the sizes
		 * @return this builder
		 */
		public Builder oddPieces(long seed) {
			Random random = new Random(seed);
			List<MockWrite> pieces = new ArrayList<>();
			for (MockWrite write : this.writes) {
				Duration before = write.before();
				for (int from = 0; from < write.bytes().length;) {
					int to = Math.min(write.bytes().length, from + 1 + random.nextInt(7));
					int content = (to == write.bytes().length) ? write.content() : 0;
					pieces.add(new MockWrite(Arrays.copyOfRange(write.bytes(), from, to), before, content));
					before = Duration.ofNanos(1);
					from = to;
				}
			}
			this.writes = pieces;
			return this;
		}

		/**
		 * The answer as collected.
		 * @return the answer
		 */
		public MockResponse build() {
			return new MockResponse(this.status, List.copyOf(this.headers), List.copyOf(this.writes), this.framing,
					List.copyOf(this.trailers), this.finish, this.delay);
		}

	}

	/**
	 * The body as the client receives it.
	 * @return the bytes of all writes
	 */
	public byte[] body() {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (MockWrite write : this.writes) {
			bytes.writeBytes(write.bytes());
		}
		return bytes.toByteArray();
	}

}
