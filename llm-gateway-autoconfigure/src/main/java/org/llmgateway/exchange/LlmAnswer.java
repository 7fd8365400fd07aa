package org.llmgateway.exchange;

import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * What goes back to the caller: status, headers and a body that is one buffer, a
 * publisher of chunks, or nothing.
 *
 * <p>
 * Whoever holds an answer owns its body: it writes it, or calls {@link #discard()}.
 */
public final class LlmAnswer {

	private static final LlmAnswer HANDED_OVER = new LlmAnswer(0, HttpHeaders.EMPTY, null, null, null, null);

	private final int status;

	private final HttpHeaders headers;

	private final @Nullable ByteBuf whole;

	private final @Nullable Publisher<LlmChunk> chunks;

	private final @Nullable Runnable discard;

	private final @Nullable Ending ending;

	private LlmAnswer(int status, HttpHeaders headers, @Nullable ByteBuf whole, @Nullable Publisher<LlmChunk> chunks,
			@Nullable Runnable discard, @Nullable Ending ending) {
		this.status = status;
		this.headers = headers;
		this.whole = whole;
		this.chunks = chunks;
		this.discard = discard;
		this.ending = ending;
	}

	/**
	 * An answer that is complete; it leaves as one message with a {@code Content-Length}.
	 * @param status the HTTP status
	 * @param headers the headers, mutable; the door sets the length
	 * @param body the bytes; the answer takes ownership
	 * @return the answer
	 */
	public static LlmAnswer whole(int status, HttpHeaders headers, ByteBuf body) {
		return new LlmAnswer(status, headers, body, null, null, null);
	}

	/**
	 * An answer without a body, as to HEAD or with status 204 or 304.
	 * @param status the HTTP status
	 * @param headers the headers, mutable; a {@code Content-Length} among them tells of
	 * the body that GET would bring
	 * @return the answer
	 */
	public static LlmAnswer empty(int status, HttpHeaders headers) {
		return new LlmAnswer(status, headers, null, null, null, null);
	}

	/**
	 * An answer whose body arrives in chunks.
	 * @param status the HTTP status
	 * @param headers the headers, mutable
	 * @param chunks the chunks, for one subscriber, which owns each chunk it is given;
	 * cancelling it ends the upstream request
	 * @param discard ends the upstream request if nobody subscribes
	 * @return the answer
	 */
	public static LlmAnswer stream(int status, HttpHeaders headers, Publisher<LlmChunk> chunks, Runnable discard) {
		return new LlmAnswer(status, headers, null, chunks, discard, null);
	}

	/**
	 * The sign that Spring Cloud Gateway has taken the exchange over and has answered it:
	 * stages before ROUTING get it at the gateway door.
	 * @return the sign
	 */
	public static LlmAnswer handedOver() {
		return HANDED_OVER;
	}

	public int status() {
		return this.status;
	}

	public HttpHeaders headers() {
		return this.headers;
	}

	public @Nullable ByteBuf whole() {
		return this.whole;
	}

	public @Nullable Publisher<LlmChunk> chunks() {
		return this.chunks;
	}

	public boolean isHandedOver() {
		return this == HANDED_OVER;
	}

	/**
	 * The same answer as one that means how the request ended.
	 * @param ending what to note when the answer is written
	 * @return the answer to go on with
	 */
	public LlmAnswer ending(Ending ending) {
		return new LlmAnswer(this.status, this.headers, this.whole, this.chunks, this.discard, ending);
	}

	/**
	 * What the answer itself says of how the request ended.
	 * @return the ending, or {@code null} where it is known only at the end
	 */
	public @Nullable Ending ending() {
		return (this.ending == null && this.status >= 400) ? Ending.UPSTREAM_ERROR : this.ending;
	}

	/**
	 * Whether the body is an event stream that can be read: only then may an event be put
	 * between two others.
	 * @return {@code false} also where the events are compressed
	 */
	public boolean isEventStream() {
		return isEventStream(this.headers);
	}

	/**
	 * Whether a body with these headers is an event stream that can be read.
	 * @param headers the headers of an answer
	 * @return {@code false} also where the events are compressed
	 */
	public static boolean isEventStream(HttpHeaders headers) {
		String type = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		return type != null && type.regionMatches(true, 0, MediaType.TEXT_EVENT_STREAM_VALUE, 0, 17)
				&& isPlain(headers.get(HttpHeaders.CONTENT_ENCODING));
	}

	/**
	 * Whether a body is as its type says, and not compressed.
	 * @param codings the values of {@code Content-Encoding}, or {@code null} for none
	 * @return {@code true} if there are none but {@code identity}
	 */
	public static boolean isPlain(@Nullable List<String> codings) {
		if (codings == null) {
			return true;
		}
		for (int i = 0; i < codings.size(); i++) {
			if (!codings.get(i).equalsIgnoreCase("identity")) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The same answer around another stream, for a stage that works on chunks.
	 * @param chunks the chunks that take the place of this answer's
	 * @return the answer to go on with
	 */
	public LlmAnswer withChunks(Publisher<LlmChunk> chunks) {
		return new LlmAnswer(this.status, this.headers, null, chunks, this.discard, this.ending);
	}

	/**
	 * Lets go of the body: releases the buffer, or ends the upstream request.
	 */
	public void discard() {
		if (this.whole != null) {
			this.whole.release();
		}
		if (this.discard != null) {
			this.discard.run();
		}
	}

}
