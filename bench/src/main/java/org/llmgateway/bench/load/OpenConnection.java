package org.llmgateway.bench.load;

import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.llmgateway.bench.load.OpenRun.Due;
import org.llmgateway.bench.load.OpenSpec.Flow;

/**
 * One connection of an {@link OpenRun}: one request at a time, judged when it ends.
 */
final class OpenConnection extends ChannelInboundHandlerAdapter implements AnswerListener {

	private static final int SLOW_READ_MILLIS = 250;

	private static final int OK = 200;

	private static final int UNAVAILABLE = 503;

	private final OpenRun run;

	private final Flow flow;

	private final ByteBuf request;

	private final H1ResponseReader reader = new H1ResponseReader();

	private final EventCounter events = new EventCounter();

	private @Nullable Channel channel;

	private @Nullable Due due;

	private @Nullable ByteBuf sending;

	private @Nullable Future<?> timer;

	private @Nullable Future<?> turn;

	private boolean sent;

	private int status;

	private boolean retryAfter;

	private long firstAt;

	private int unsent;

	OpenConnection(OpenRun run, Flow flow, ByteBuf request) {
		this.run = run;
		this.flow = flow;
		this.request = request;
	}

	Flow flow() {
		return this.flow;
	}

	void connect(Bootstrap bootstrap, Due due) {
		this.due = due;
		bootstrap.handler(this).connect().addListener((done) -> {
			if (!done.isSuccess()) {
				end("connect failed");
			}
		});
	}

	@Override
	public void channelActive(ChannelHandlerContext ctx) {
		this.channel = ctx.channel();
		if (this.flow.slowMillis() > 0) {
			this.turn = ctx.executor()
				.scheduleAtFixedRate(ctx.channel()::read, SLOW_READ_MILLIS, SLOW_READ_MILLIS, TimeUnit.MILLISECONDS);
		}
		Due first = this.due;
		if (first != null) {
			send(first);
		}
	}

	/**
	 * Sends the next request.
	 * @param due the request, which was due a moment ago
	 */
	void send(Due due) {
		Channel open = this.channel;
		if (open == null) {
			throw new IllegalStateException("not connected");
		}
		this.due = due;
		this.reader.reset();
		this.events.reset();
		this.sent = false;
		this.status = 0;
		this.retryAfter = false;
		this.firstAt = 0;
		this.unsent = 0;
		boolean slow = this.flow.slowMillis() > 0;
		this.timer = this.run.loop()
			.schedule(this::timeIsUp, slow ? this.flow.slowMillis() : this.run.timeoutMillis(), TimeUnit.MILLISECONDS);
		ByteBuf bytes = this.request.retainedDuplicate();
		this.sending = bytes;
		open.writeAndFlush(bytes).addListener((done) -> {
			this.sending = null;
			this.sent = done.isSuccess();
			rest();
		});
	}

	private void timeIsUp() {
		boolean reads = this.flow.slowMillis() > 0 && this.status == OK;
		end(reads ? Arrival.HELD : Arrival.GIVEN_UP);
		close();
	}

	@Override
	public void status(int status) {
		this.status = status;
		ByteBuf left = this.sending;
		this.unsent = (left != null) ? left.readableBytes() : 0;
	}

	@Override
	public void header(String line) {
		this.retryAfter |= line.startsWith("retry-after:");
	}

	@Override
	public void data(ByteBuf buffer, int index, int length, long now) {
		if (this.events.count(buffer, index, length) > 0 && this.firstAt == 0) {
			this.firstAt = now;
		}
	}

	@Override
	public void channelRead(ChannelHandlerContext ctx, Object msg) {
		try {
			if (this.due != null && this.reader.read((ByteBuf) msg, this, System.nanoTime())) {
				end(kind());
				rest();
			}
		}
		finally {
			ReferenceCountUtil.release(msg);
		}
	}

	private String kind() {
		if (this.status == UNAVAILABLE && this.retryAfter) {
			return Arrival.SHED;
		}
		if (this.status != OK) {
			return "status " + this.status;
		}
		return (this.events.total() == this.flow.events()) ? Arrival.DONE : "wrong number of events";
	}

	/**
	 * The answer has ended and the request has left: the next may come, or not.
	 */
	private void rest() {
		if (this.due != null) {
			return;
		}
		if (this.flow.slowMillis() > 0 || !this.reader.keepAlive()) {
			close();
		}
		else if (this.sent) {
			this.run.idle(this);
		}
	}

	private void end(String kind) {
		Due ended = this.due;
		if (ended == null) {
			return;
		}
		this.due = null;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		this.run.ended(ended, kind, this.firstAt, this.unsent);
	}

	private void close() {
		if (this.channel != null) {
			this.channel.close();
		}
	}

	@Override
	public void channelInactive(ChannelHandlerContext ctx) {
		if (this.turn != null) {
			this.turn.cancel(false);
		}
		this.run.gone(this);
		if (this.due != null && this.reader.endsWithConnection()) {
			end(kind());
		}
		end((this.status == 0) ? "closed without an answer" : "closed within the answer");
	}

	@Override
	public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
		end((this.status == 0) ? "broken without an answer" : "broken within the answer");
		ctx.close();
	}

}
