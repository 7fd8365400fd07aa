package org.llmgateway.route;

import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;

import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;

/**
 * Writes answers to clients, through Spring's response so that Spring knows when the
 * answer has begun.
 */
final class AnswerWriter {

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private final GatewayErrorHandler errors;

	AnswerWriter(GatewayErrorHandler errors) {
		this.errors = errors;
	}

	/**
	 * Writes head and body.
	 * @param response the client's response
	 * @param exchange the folder of the request
	 * @param answer the answer, which the writer takes ownership of
	 * @return completes when the answer is written
	 */
	Mono<Void> write(ServerHttpResponse response, LlmExchange exchange, LlmAnswer answer) {
		if (answer.isHandedOver()) {
			return Mono.empty();
		}
		writeHead(response, exchange, answer);
		return writeBody(response, exchange, answer);
	}

	/**
	 * Writes the answer for an error, where the answer has not begun.
	 * @param response the client's response
	 * @param exchange the folder of the request
	 * @param error what went wrong
	 * @return completes when the answer is written
	 */
	Mono<Void> writeError(ServerHttpResponse response, LlmExchange exchange, Throwable error) {
		if (response.isCommitted()) {
			return isGone(response, error) ? Mono.empty() : Mono.error(error);
		}
		return write(response, exchange, this.errors.answer(exchange, error));
	}

	/**
	 * The client has left, or the relay has broken its answer off: writes that were under
	 * way fail, and nobody is left to tell.
	 */
	private static boolean isGone(ServerHttpResponse response, Throwable error) {
		Channel channel = ClientChannel.of(response);
		return error instanceof ClosedChannelException || (channel != null && !channel.isActive());
	}

	/**
	 * Sets status and headers.
	 * @param response the client's response
	 * @param exchange the folder of the request
	 * @param answer the answer
	 */
	void writeHead(ServerHttpResponse response, LlmExchange exchange, LlmAnswer answer) {
		response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
		exchange.log().status(answer.status());
		HttpHeaders headers = response.getHeaders();
		// A retry writes a head over that of an earlier answer, which may have been
		// whole.
		headers.remove(HttpHeaders.CONTENT_LENGTH);
		answer.headers().forEach((name, values) -> copy(headers, name, values));
		headers.set(GatewayErrorHandler.REQUEST_ID, exchange.requestId());
		ByteBuf whole = answer.whole();
		if (whole != null) {
			headers.setContentLength(whole.readableBytes());
		}
	}

	private static void copy(HttpHeaders headers, String name, List<String> values) {
		headers.set(name, values.get(0));
		for (int i = 1; i < values.size(); i++) {
			headers.add(name, values.get(i));
		}
	}

	/**
	 * Writes the body. An error before its first byte takes the head back and is given
	 * on.
	 * @param response the client's response
	 * @param exchange the folder of the request
	 * @param answer the answer, which the writer takes ownership of
	 * @return completes when the body is written
	 */
	Mono<Void> writeBody(ServerHttpResponse response, LlmExchange exchange, LlmAnswer answer) {
		return writeBody(response, exchange, answer, (error) -> true);
	}

	/**
	 * Writes the body, and lets some errors break it off in any case.
	 * @param response the client's response
	 * @param exchange the folder of the request
	 * @param answer the answer, which the writer takes ownership of
	 * @param told which errors become an event where the body can carry one
	 * @return completes when the body is written
	 */
	Mono<Void> writeBody(ServerHttpResponse response, LlmExchange exchange, LlmAnswer answer,
			Predicate<Throwable> told) {
		Ending ending = answer.ending();
		if (ending != null) {
			exchange.log().end(ending);
		}
		ByteBuf whole = answer.whole();
		Publisher<LlmChunk> chunks = answer.chunks();
		if (whole == null && chunks == null) {
			return response.setComplete();
		}
		Channel channel = ClientChannel.of(response);
		ClientProgress progress = (channel != null) ? new ClientProgress(channel) : null;
		Mono<Void> write = (whole != null) ? writeWhole(response, whole, progress)
				: writeChunks(response, answer, errorEvent(exchange, answer, told), progress);
		long stall = exchange.settings().delivery().writeStall();
		return (channel != null && progress != null && stall > 0)
				? new StallGuard(write, exchange, channel, progress, stall) : write;
	}

	private static Mono<Void> writeWhole(ServerHttpResponse response, ByteBuf whole,
			@Nullable ClientProgress progress) {
		if (progress != null) {
			progress.written(whole.readableBytes());
		}
		return response.writeWith(Mono.just(BUFFERS.wrap(whole)));
	}

	private static Mono<Void> writeChunks(ServerHttpResponse response, LlmAnswer answer,
			Function<Throwable, @Nullable ByteBuf> errorEvent, @Nullable ClientProgress progress) {
		AnswerRelay relay = new AnswerRelay(Objects.requireNonNull(answer.chunks()), ClientChannel.of(response),
				BUFFERS, errorEvent, progress);
		return response.writeWith(relay).doOnError((error) -> takeBack(response, answer));
	}

	private Function<Throwable, @Nullable ByteBuf> errorEvent(LlmExchange exchange, LlmAnswer answer,
			Predicate<Throwable> told) {
		boolean carries = answer.isEventStream();
		return (error) -> {
			exchange.log().end((error instanceof GatewayException) ? Ending.of(error) : Ending.UPSTREAM_CUT);
			return (carries && told.test(error)) ? this.errors.event(exchange, error) : null;
		};
	}

	private static void takeBack(ServerHttpResponse response, LlmAnswer answer) {
		if (!response.isCommitted()) {
			answer.headers().headerNames().forEach(response.getHeaders()::remove);
		}
	}

}
