package org.llmgateway.test;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How the mock answers one LLM request: how much, how fast and with which fault.
 * <p>
 * A count of {@code -1} means that a fault is off; a count of {@code n} means that it
 * happens after n content events. A fault cuts the answer short, so that the first of
 * cut, reset, stall and error event that is set decides. On an answer that is not
 * streamed a fault with n = 0 comes before and with n &gt; 0 in the middle of the body.
 *
 * @param tokens number of content events of a stream, and of words in a JSON answer
 * @param size bytes of UTF-8 text in a JSON answer; 0 for as much as {@code tokens} give
 * @param batch content events in one write
 * @param pace time between two writes of a stream
 * @param delay wait before the head of the answer
 * @param first wait between the head and the first bytes of the body
 * @param status status of the answer; from 400 on an error body in the caller's dialect
 * @param retryAfter value of the Retry-After header, if any
 * @param cut after how many events the answer breaks off (FIN within a chunk on HTTP/1.1,
 * a reset stream on HTTP/2 and HTTP/3)
 * @param reset after how many events the connection is reset (TCP RST; on HTTP/3 a
 * connection close with an error)
 * @param stall after how many events nothing more comes
 * @param errorEvent after how many events an error object ends the stream
 * @param headersStall whether the request is never answered
 * @param splitOdd whether the body is written in pieces of 1 to 7 bytes, each flushed
 * @param crlf whether event lines end with CR LF
 * @param comments whether comment lines stand between events, and {@code data:} has no
 * space
 * @param trailers whether a trailer field follows the body
 * @param raw name of the {@link MockRecording} to play, if any
 * @param inputTokens prompt tokens that the usage reports
 * @param seed seed of the text and of the odd pieces
 */
public record MockBehavior(int tokens, int size, int batch, Duration pace, Duration delay, Duration first, int status,
		@Nullable String retryAfter, int cut, int reset, int stall, int errorEvent, boolean headersStall,
		boolean splitOdd, boolean crlf, boolean comments, boolean trailers, @Nullable String raw, int inputTokens,
		long seed) {

	/**
	 * Sixteen events, one to a write, without pauses or faults.
	 */
	public static final MockBehavior DEFAULT = new Builder().build();

	/**
	 * A builder that starts with {@link #DEFAULT}.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * A builder that starts with this behaviour.
	 * @return a new builder
	 */
	public Builder toBuilder() {
		Builder builder = new Builder();
		builder.tokens(this.tokens).size(this.size).batch(this.batch).pace(this.pace).delay(this.delay);
		builder.first(this.first).status(this.status).retryAfter(this.retryAfter).cut(this.cut).reset(this.reset);
		builder.stall(this.stall).errorEvent(this.errorEvent).headersStall(this.headersStall);
		builder.splitOdd(this.splitOdd).crlf(this.crlf).comments(this.comments).trailers(this.trailers);
		return builder.raw(this.raw).inputTokens(this.inputTokens).seed(this.seed);
	}

	/**
	 * The text that a client sees in a stream that is not cut short.
	 * @return the text of all content events
	 */
	public String streamText() {
		return MockText.words(this.seed, this.tokens);
	}

	/**
	 * The text that a client sees in an answer that is not streamed.
	 * @return the text, {@link #size()} bytes long in UTF-8 unless size is 0
	 */
	public String jsonText() {
		return (this.size > 0) ? MockText.ofSize(this.seed, this.size) : streamText();
	}

	/** Collects the parts of a {@link MockBehavior}; the defaults have no fault. */
	public static final class Builder {

		private int tokens = 16;

		private int size;

		private int batch = 1;

		private Duration pace = Duration.ZERO;

		private Duration delay = Duration.ZERO;

		private Duration first = Duration.ZERO;

		private int status = 200;

		private @Nullable String retryAfter;

		private int cut = -1;

		private int reset = -1;

		private int stall = -1;

		private int errorEvent = -1;

		private boolean headersStall;

		private boolean splitOdd;

		private boolean crlf;

		private boolean comments;

		private boolean trailers;

		private @Nullable String raw;

		private int inputTokens = 12;

		private long seed = 42;

		private Builder() {
		}

		public Builder tokens(int tokens) {
			this.tokens = atLeast(0, tokens);
			return this;
		}

		public Builder size(int size) {
			this.size = atLeast(0, size);
			return this;
		}

		public Builder batch(int batch) {
			this.batch = atLeast(1, batch);
			return this;
		}

		public Builder pace(Duration pace) {
			this.pace = pace;
			return this;
		}

		public Builder delay(Duration delay) {
			this.delay = delay;
			return this;
		}

		public Builder first(Duration first) {
			this.first = first;
			return this;
		}

		public Builder status(int status) {
			this.status = atLeast(200, status);
			return this;
		}

		public Builder retryAfter(@Nullable String retryAfter) {
			this.retryAfter = retryAfter;
			return this;
		}

		public Builder cut(int events) {
			this.cut = events;
			return this;
		}

		public Builder reset(int events) {
			this.reset = events;
			return this;
		}

		public Builder stall(int events) {
			this.stall = events;
			return this;
		}

		public Builder errorEvent(int events) {
			this.errorEvent = events;
			return this;
		}

		public Builder headersStall(boolean headersStall) {
			this.headersStall = headersStall;
			return this;
		}

		public Builder splitOdd(boolean splitOdd) {
			this.splitOdd = splitOdd;
			return this;
		}

		public Builder crlf(boolean crlf) {
			this.crlf = crlf;
			return this;
		}

		public Builder comments(boolean comments) {
			this.comments = comments;
			return this;
		}

		public Builder trailers(boolean trailers) {
			this.trailers = trailers;
			return this;
		}

		public Builder raw(@Nullable String recording) {
			this.raw = recording;
			return this;
		}

		public Builder inputTokens(int inputTokens) {
			this.inputTokens = atLeast(0, inputTokens);
			return this;
		}

		public Builder seed(long seed) {
			this.seed = seed;
			return this;
		}

		/**
		 * The behaviour as collected.
		 * @return the behaviour
		 */
		public MockBehavior build() {
			return new MockBehavior(this.tokens, this.size, this.batch, this.pace, this.delay, this.first, this.status,
					this.retryAfter, this.cut, this.reset, this.stall, this.errorEvent, this.headersStall,
					this.splitOdd, this.crlf, this.comments, this.trailers, this.raw, this.inputTokens, this.seed);
		}

		private static int atLeast(int least, int value) {
			if (value < least) {
				throw new IllegalArgumentException("Expected at least " + least + " but got " + value);
			}
			return value;
		}

	}

}
