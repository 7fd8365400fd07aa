package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;

import org.llmgateway.exchange.LlmAnswer;

/**
 * The answer of an attempt that is repeated: read to its end, so that the connection can
 * be used again, and kept in case that there will be no better one. A long one is broken
 * off.
 */
final class FailedAnswer implements CoreSubscriber<ByteBuf> {

	private static final int MAX_BYTES = 64 * 1024;

	private final UpstreamResponse response;

	private @Nullable ByteBuf body;

	private boolean complete;

	private boolean closed;

	private FailedAnswer(UpstreamResponse response) {
		this.response = response;
	}

	/**
	 * Reads an answer.
	 * @param response its head, whose body nobody has read
	 * @return the answer, which is taken or closed
	 */
	static FailedAnswer read(UpstreamResponse response) {
		FailedAnswer failed = new FailedAnswer(response);
		response.body().subscribe(failed);
		return failed;
	}

	@Override
	public void onSubscribe(Subscription subscription) {
		subscription.request(Long.MAX_VALUE);
	}

	@Override
	public void onNext(ByteBuf part) {
		ByteBuf known = this.body;
		if (this.closed) {
			part.release();
		}
		else if (part.readableBytes() + ((known != null) ? known.readableBytes() : 0) > MAX_BYTES) {
			part.release();
			close();
		}
		else if (known == null) {
			this.body = part;
		}
		else {
			this.body = ByteBufAllocator.DEFAULT.ioBuffer(known.readableBytes() + part.readableBytes())
				.writeBytes(known)
				.writeBytes(part);
			known.release();
			part.release();
		}
	}

	@Override
	public void onError(Throwable cause) {
		close();
	}

	@Override
	public void onComplete() {
		this.complete = true;
	}

	/**
	 * Takes the answer.
	 * @return the answer, owned by the caller, or {@code null} where not all of it is
	 * there
	 */
	@Nullable LlmAnswer take() {
		if (!this.complete || this.closed) {
			close();
			return null;
		}
		this.closed = true;
		ByteBuf whole = this.body;
		this.body = null;
		return Answers.whole(this.response, (whole != null) ? whole : Unpooled.EMPTY_BUFFER);
	}

	/**
	 * It is not wanted any more.
	 */
	void close() {
		if (!this.closed) {
			this.closed = true;
			if (this.body != null) {
				this.body.release();
				this.body = null;
			}
			if (!this.complete) {
				this.response.close();
			}
		}
	}

}
