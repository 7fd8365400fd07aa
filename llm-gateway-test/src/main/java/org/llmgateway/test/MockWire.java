package org.llmgateway.test;

import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.EventExecutor;

/**
 * What carries one answer to the client, on one protocol; used on its event loop only.
 */
interface MockWire {

	/**
	 * Wait before a reset, which would overtake what was written just before it.
	 */
	long SETTLE_MILLIS = 50;

	/**
	 * Writes and flushes one step of a script.
	 * @param script the script
	 * @param step the step, from 0
	 * @return done when the bytes have left
	 */
	ChannelFuture write(MockScript script, int step);

	/** Whether the client reads fast enough. */
	boolean writable();

	/** Ends the answer before its end, by a closed connection or a reset stream. */
	void cut();

	/** Resets the connection. */
	void reset();

	/**
	 * The answer is complete.
	 * @param close whether the connection ends with it, on HTTP/1.1
	 */
	void complete(boolean close);

	EventExecutor executor();

}
