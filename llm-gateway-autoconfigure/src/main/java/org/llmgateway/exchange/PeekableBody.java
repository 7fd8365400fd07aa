package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.llm.LlmRequest;

/**
 * A request body that can be looked at before it is read: what the look took out of the
 * stream is given to the reader first.
 */
public final class PeekableBody {

	private static final String ATTRIBUTE = PeekableBody.class.getName();

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private final Flux<DataBuffer> source;

	private final Flux<DataBuffer> content = Flux.defer(this::read);

	private WholeBody.@Nullable Collected collected;

	private @Nullable LlmRequest request;

	/**
	 * Makes a body peekable.
	 * @param source the body as it arrives
	 */
	public PeekableBody(Flux<DataBuffer> source) {
		this.source = source;
	}

	/**
	 * The peekable body of an exchange.
	 * @param exchange Spring's exchange
	 * @return the body, or {@code null} where the gateway door has not made one
	 */
	public static @Nullable PeekableBody of(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/**
	 * Makes the body findable from Spring's exchange.
	 * @param exchange Spring's exchange
	 */
	public void attachTo(ServerWebExchange exchange) {
		exchange.getAttributes().put(ATTRIBUTE, this);
	}

	/**
	 * Whether the body was looked at.
	 * @return {@code true} after a look, whatever it told
	 */
	public boolean isLookedAt() {
		return this.collected != null;
	}

	/**
	 * What the look told.
	 * @return what the request says, or {@code null}
	 */
	public @Nullable LlmRequest request() {
		return this.request;
	}

	/**
	 * Keeps what the look told.
	 * @param request what the request says, or {@code null} where it says nothing
	 */
	public void saw(@Nullable LlmRequest request) {
		this.request = request;
	}

	/**
	 * Looks at the body, once.
	 * @param limit how much may be collected, in bytes
	 * @return the whole body, which stays with this object, or an empty buffer where it
	 * is over the limit
	 */
	public Mono<ByteBuf> peek(int limit) {
		WholeBody.Collected known = this.collected;
		if (known != null) {
			return Mono.just(whole(known));
		}
		return new WholeBody(this.source.map(NettyDataBufferFactory::toByteBuf), limit).map((collected) -> {
			this.collected = collected;
			return whole(collected);
		});
	}

	private static ByteBuf whole(WholeBody.Collected collected) {
		ByteBuf whole = collected.whole();
		return (whole != null) ? whole : Unpooled.EMPTY_BUFFER;
	}

	/**
	 * The body for whoever reads it, always the same object. After a look at a whole body
	 * each subscriber gets all of it; else there is one subscriber.
	 * @return the body, owned by its subscriber
	 */
	public Flux<DataBuffer> content() {
		return this.content;
	}

	private Flux<DataBuffer> read() {
		WholeBody.Collected collected = this.collected;
		if (collected == null) {
			return this.source;
		}
		ByteBuf whole = collected.whole();
		if (whole != null) {
			return Flux.just(LentBody.of(whole));
		}
		Flux<ByteBuf> stream = collected.stream();
		return (stream != null) ? stream.map(BUFFERS::wrap) : Flux.empty();
	}

	/**
	 * Releases what a look has collected.
	 */
	public void release() {
		WholeBody.Collected collected = this.collected;
		if (collected != null) {
			ByteBuf whole = collected.whole();
			if (whole != null) {
				whole.release();
			}
			collected.discard().run();
		}
	}

}
