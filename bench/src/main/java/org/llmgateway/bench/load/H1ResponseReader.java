package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.netty.buffer.ByteBuf;

/**
 * Reads HTTP/1.1 answers (RFC 9112, sections 4, 6 and 7) straight from the socket's
 * buffers into a {@link AnswerListener}: less work per event than a codec, so that the
 * load generator is not what is measured.
 */
final class H1ResponseReader {

	private enum State {

		HEAD, FIXED, CHUNK_SIZE, CHUNK_DATA, CHUNK_END, TRAILERS, UNTIL_CLOSE

	}

	private static final int MAX_LINE = 16 * 1024;

	private final StringBuilder line = new StringBuilder(128);

	private State state = State.HEAD;

	private boolean statusSeen;

	private boolean keepAlive;

	private boolean chunked;

	private long remaining;

	void reset() {
		this.state = State.HEAD;
		this.statusSeen = false;
		this.keepAlive = true;
		this.chunked = false;
		this.remaining = -1;
		this.line.setLength(0);
	}

	boolean keepAlive() {
		return this.keepAlive;
	}

	/**
	 * Whether the end of the connection is the proper end of this answer.
	 * @return whether the body runs until the connection closes
	 */
	boolean endsWithConnection() {
		return this.state == State.UNTIL_CLOSE;
	}

	/**
	 * Consumes bytes until the answer is complete or none are left.
	 * @param in the bytes read; not kept
	 * @param answer is told of it
	 * @param now the time of this read
	 * @return whether the answer is complete
	 * @throws IllegalStateException if the framing is broken
	 */
	boolean read(ByteBuf in, AnswerListener answer, long now) {
		while (in.isReadable()) {
			switch (this.state) {
				case FIXED, CHUNK_DATA, UNTIL_CLOSE -> {
					if (body(in, answer, now)) {
						return true;
					}
				}
				default -> {
					if (readLine(in) && line(answer)) {
						return true;
					}
				}
			}
		}
		return false;
	}

	private boolean body(ByteBuf in, AnswerListener answer, long now) {
		int length = in.readableBytes();
		if (this.state != State.UNTIL_CLOSE) {
			length = (int) Math.min(this.remaining, length);
			this.remaining -= length;
		}
		answer.data(in, in.readerIndex(), length, now);
		in.skipBytes(length);
		if (this.remaining == 0 && this.state == State.CHUNK_DATA) {
			this.state = State.CHUNK_END;
		}
		return this.remaining == 0 && this.state == State.FIXED;
	}

	/**
	 * Moves one line, without its end, into the line buffer.
	 * @return whether the line is whole
	 */
	private boolean readLine(ByteBuf in) {
		int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
		int length = ((end < 0) ? in.writerIndex() : end) - in.readerIndex();
		if (this.line.length() + length > MAX_LINE) {
			throw new IllegalStateException("line too long");
		}
		this.line.append(in.readCharSequence(length, StandardCharsets.ISO_8859_1));
		if (end < 0) {
			return false;
		}
		in.skipBytes(1);
		if (!this.line.isEmpty() && this.line.charAt(this.line.length() - 1) == '\r') {
			this.line.setLength(this.line.length() - 1);
		}
		return true;
	}

	/**
	 * Takes a whole line of the head or of the chunked framing.
	 * @return whether the answer ended with it
	 */
	private boolean line(AnswerListener answer) {
		boolean complete = false;
		switch (this.state) {
			case HEAD -> complete = headLine(answer);
			case CHUNK_SIZE -> {
				this.remaining = Long.parseLong(this.line, 0, sizeEnd(), 16);
				this.state = (this.remaining == 0) ? State.TRAILERS : State.CHUNK_DATA;
			}
			case CHUNK_END -> {
				if (!this.line.isEmpty()) {
					throw new IllegalStateException("no line end after a chunk");
				}
				this.state = State.CHUNK_SIZE;
			}
			default -> complete = this.line.isEmpty();
		}
		this.line.setLength(0);
		return complete;
	}

	private int sizeEnd() {
		int extension = this.line.indexOf(";");
		return (extension < 0) ? this.line.length() : extension;
	}

	private boolean headLine(AnswerListener answer) {
		if (!this.statusSeen) {
			if (this.line.length() < 12 || this.line.indexOf("HTTP/1.") != 0) {
				throw new IllegalStateException("not an HTTP/1.1 answer");
			}
			this.statusSeen = true;
			this.keepAlive = this.line.charAt(7) == '1';
			answer.status(Integer.parseInt(this.line, 9, 12, 10));
			return false;
		}
		if (this.line.isEmpty()) {
			return endOfHead();
		}
		String header = this.line.toString().toLowerCase(Locale.ROOT);
		answer.header(header);
		if (header.startsWith("content-length:")) {
			this.remaining = Long.parseLong(header.substring("content-length:".length()).trim());
		}
		else if (header.startsWith("transfer-encoding:")) {
			this.chunked = header.contains("chunked");
		}
		else if (header.startsWith("connection:") && header.contains("close")) {
			this.keepAlive = false;
		}
		return false;
	}

	private boolean endOfHead() {
		if (this.chunked) {
			this.state = State.CHUNK_SIZE;
		}
		else if (this.remaining < 0) {
			this.state = State.UNTIL_CLOSE;
			this.keepAlive = false;
		}
		else {
			this.state = State.FIXED;
		}
		return this.remaining == 0 && !this.chunked;
	}

}
