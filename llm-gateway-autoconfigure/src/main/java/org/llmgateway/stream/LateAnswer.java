package org.llmgateway.stream;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.llm.GatewayError;

/**
 * The chunks of an answer whose head the caller has had before the provider answered:
 * what is no event stream with success has become an error by then.
 */
final class LateAnswer implements Publisher<LlmChunk> {

	private static final int SHOWN = 512;

	private final Sinks.One<LlmAnswer> answer = Sinks.one();

	private final Flux<LlmChunk> chunks;

	/**
	 * Waits for an answer.
	 * @param upstream cancelled if the caller leaves before it has come
	 */
	LateAnswer(Subscription upstream) {
		this.chunks = this.answer.asMono().doOnCancel(upstream::cancel).flatMapMany(LateAnswer::chunks);
	}

	/**
	 * The head that the caller gets.
	 * @param chunks what follows
	 * @param discard run if nobody wants it
	 * @return the answer
	 */
	static LlmAnswer head(Publisher<LlmChunk> chunks, Runnable discard) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.TEXT_EVENT_STREAM);
		headers.setCacheControl("no-cache");
		headers.set("X-Accel-Buffering", "no");
		return LlmAnswer.stream(200, headers, chunks, discard);
	}

	/**
	 * The answer has come.
	 * @param answer the answer
	 * @return whether it was taken; if not, it stays the caller's of this method
	 */
	boolean answer(LlmAnswer answer) {
		return this.answer.tryEmitValue(answer).isSuccess();
	}

	void fail(Throwable error) {
		this.answer.tryEmitError(error);
	}

	@Override
	public void subscribe(Subscriber<? super LlmChunk> subscriber) {
		this.chunks.subscribe(subscriber);
	}

	private static Publisher<LlmChunk> chunks(LlmAnswer answer) {
		Publisher<LlmChunk> chunks = answer.chunks();
		if (chunks != null && answer.status() < 300 && answer.isEventStream()) {
			return chunks;
		}
		String said = said(answer.whole());
		answer.discard();
		return Mono.error(new GatewayException(GatewayError.UPSTREAM_FAILED,
				"The provider answered " + answer.status() + " and no event stream" + said));
	}

	private static String said(@Nullable ByteBuf body) {
		return (body == null || !body.isReadable()) ? "" : ": "
				+ body.toString(body.readerIndex(), Math.min(SHOWN, body.readableBytes()), StandardCharsets.UTF_8);
	}

}
