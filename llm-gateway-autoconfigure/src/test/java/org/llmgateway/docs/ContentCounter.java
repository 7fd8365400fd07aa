package org.llmgateway.docs;

import java.util.concurrent.atomic.AtomicLong;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Component;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmChunk;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;

/**
 * Counts the chunks with content.
 */
@Component
class ContentCounter implements LlmStage {

	private final AtomicLong chunks = new AtomicLong();

	@Override
	public int getOrder() {
		return StageOrder.UPSTREAM.before();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		return next.handle(exchange).map(this::count);
	}

	private LlmAnswer count(LlmAnswer answer) {
		answer.headers().set("X-Counted", "yes");
		Publisher<LlmChunk> stream = answer.chunks();
		return (stream == null) ? answer : answer.withChunks(Flux.from(stream).doOnNext(this::count));
	}

	private void count(LlmChunk chunk) {
		if (chunk.holds(LlmChunk.CONTENT)) {
			this.chunks.incrementAndGet();
		}
	}

	long chunks() {
		return this.chunks.get();
	}

}
