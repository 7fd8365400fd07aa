package org.llmgateway.test;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, the same on all protocols; lives on one event loop.
 */
final class MockExchange {

	private final MockProvider provider;

	private final MockWire wire;

	private final MockHead head;

	private final RequestScan scan = new RequestScan();

	private final @Nullable ByteBuf body;

	private long received;

	private @Nullable ScriptPlayer player;

	private boolean over;

	MockExchange(MockProvider provider, MockWire wire, MockHead head) {
		this.provider = provider;
		this.wire = wire;
		this.head = head;
		this.body = provider.keepsRequests() ? Unpooled.buffer(256) : null;
		provider.began();
	}

	/**
	 * Takes the next bytes of the body; does not retain.
	 * @param data the bytes
	 */
	void data(ByteBuf data) {
		this.received += data.readableBytes();
		if (this.received > MockProvider.MAX_BODY) {
			return;
		}
		this.scan.accept(data);
		if (this.body != null) {
			this.body.writeBytes(data, data.readerIndex(), data.readableBytes());
		}
	}

	/**
	 * The request is complete: answer it.
	 */
	void received() {
		MockRequest request = null;
		if (this.body != null) {
			request = new MockRequest(this.head, ByteBufUtil.getBytes(this.body), this.scan.model(),
					this.scan.stream());
		}
		MockSlots.Turn turn = this.provider.slots().enter(this);
		MockScript script = (turn == MockSlots.Turn.REFUSED) ? this.provider.refusal(this.head)
				: this.provider.answer(this.head, this.scan, this.received, request);
		this.player = new ScriptPlayer(this, this.wire, script, request);
		if (request != null) {
			this.provider.record(request);
		}
		if (turn != MockSlots.Turn.LATER) {
			this.player.start();
		}
	}

	/** A place has become free for a request that waited; called on any event loop. */
	void itsTurn() {
		this.wire.executor().execute(() -> {
			if (this.player != null) {
				this.player.start();
			}
		});
	}

	/** The client reads again. */
	void writable() {
		if (this.player != null) {
			this.player.resume();
		}
	}

	/** The connection or stream has ended. */
	void gone() {
		if (this.player != null) {
			this.player.gone(this.provider.closed() ? MockRequest.Ending.CUT : MockRequest.Ending.CANCELLED);
		}
		else {
			over();
		}
	}

	/** The answer has ended, in whatever way. */
	void over() {
		if (!this.over) {
			this.over = true;
			this.provider.ended();
			this.provider.slots().leave(this);
		}
	}

}
