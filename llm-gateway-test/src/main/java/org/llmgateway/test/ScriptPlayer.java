package org.llmgateway.test;

import java.util.concurrent.TimeUnit;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.llmgateway.test.MockRequest.Ending;

/**
 * Plays a script on a wire: one write and flush per step, the pauses between them held
 * against a plan, so that they do not drift; waits while the client does not read.
 */
final class ScriptPlayer implements Runnable {

	private final MockExchange exchange;

	private final MockWire wire;

	private final MockScript script;

	private final @Nullable MockRequest request;

	private int next;

	private long due;

	private long written;

	private int content;

	private boolean blocked;

	private boolean lastWritten;

	private boolean over;

	private @Nullable Future<?> timer;

	ScriptPlayer(MockExchange exchange, MockWire wire, MockScript script, @Nullable MockRequest request) {
		this.exchange = exchange;
		this.wire = wire;
		this.script = script;
		this.request = request;
	}

	void start() {
		this.due = System.nanoTime();
		if (this.script.steps() == 0) {
			waitFor(this.script.delayNanos());
		}
		else {
			waitFor(this.script.delayNanos() + this.script.pauseNanos(0));
		}
	}

	private void waitFor(long nanos) {
		if (nanos <= 0) {
			run();
			return;
		}
		this.due += nanos;
		long left = Math.max(0, this.due - System.nanoTime());
		this.timer = this.wire.executor().schedule(this, left, TimeUnit.NANOSECONDS);
	}

	@Override
	public void run() {
		this.timer = null;
		int steps = this.script.steps();
		while (!this.over && this.next < steps) {
			if (!this.wire.writable()) {
				this.blocked = true;
				return;
			}
			step();
			if (this.next < steps && this.script.pauseNanos(this.next) > 0) {
				waitFor(this.script.pauseNanos(this.next));
				return;
			}
		}
		if (steps == 0 && !this.over) {
			finish();
		}
	}

	private void step() {
		int step = this.next++;
		this.written += this.script.bodyLength(step);
		this.content += this.script.content(step);
		if (this.request != null) {
			this.request.written(this.written, this.content);
		}
		this.lastWritten = this.next == this.script.steps();
		boolean last = this.lastWritten;
		ChannelFuture future = this.wire.write(this.script, step);
		if (last) {
			future.addListener((done) -> afterLast(done.isSuccess()));
		}
	}

	private void afterLast(boolean success) {
		if (!success) {
			end(Ending.CANCELLED);
		}
		else {
			finish();
		}
	}

	private void finish() {
		switch (this.script.finish()) {
			case END -> {
				if (end(Ending.COMPLETE)) {
					this.wire.complete(this.script.closesHttp1());
				}
			}
			case CUT -> {
				if (end(Ending.CUT)) {
					this.wire.cut();
				}
			}
			case RESET -> {
				if (end(Ending.CUT)) {
					this.wire.reset();
				}
			}
			case STALL -> this.lastWritten = false;
			case REPEAT -> repeat();
		}
	}

	private void repeat() {
		this.lastWritten = false;
		if (!this.over) {
			this.next--;
			waitFor(Math.max(1, this.script.pauseNanos(this.next)));
		}
	}

	/** Goes on if it waited for the client to read. */
	void resume() {
		if (this.blocked && this.wire.writable()) {
			this.blocked = false;
			run();
		}
	}

	/**
	 * The connection or stream has ended. If the last bytes are on their way, what
	 * becomes of them decides.
	 * @param ending how the answer has ended otherwise
	 */
	void gone(Ending ending) {
		if (!this.lastWritten) {
			end(ending);
		}
	}

	private boolean end(Ending ending) {
		if (this.over) {
			return false;
		}
		this.over = true;
		if (this.timer != null) {
			this.timer.cancel(false);
		}
		this.exchange.over();
		if (this.request != null) {
			this.request.ended().complete(ending);
		}
		return true;
	}

}
