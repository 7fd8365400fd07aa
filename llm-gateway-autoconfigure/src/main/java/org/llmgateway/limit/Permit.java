package org.llmgateway.limit;

import java.util.function.LongConsumer;

import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.PoolGate;
import org.llmgateway.exchange.RequestLog;

/**
 * A permit that a request holds until its folder closes.
 */
final class Permit implements Runnable, LongConsumer {

	private final Permits permits;

	private final RequestLog log;

	private final long taken;

	private volatile boolean measured;

	private Permit(Permits permits, RequestLog log, long taken) {
		this.permits = permits;
		this.log = log;
		this.taken = taken;
	}

	/**
	 * Hands a permit that was taken to a request; if the folder has closed, it is given
	 * back at once.
	 * @param permits whose permit it is
	 * @param exchange the folder of the request
	 * @param now the time, in nanoseconds
	 */
	static void hand(Permits permits, LlmExchange exchange, long now) {
		Permit permit = new Permit(permits, exchange.log(), now);
		exchange.log().onFirstContent(permit);
		exchange.onClose(permit);
	}

	/** The first content has come. */
	@Override
	public void accept(long now) {
		if (!this.measured) {
			this.measured = true;
			this.permits.firstToken(now - this.taken, now);
		}
	}

	/** The folder closes. */
	@Override
	public void run() {
		this.permits.leave(isOverloaded(), System.nanoTime());
	}

	private boolean isOverloaded() {
		Ending ending = this.log.ending();
		return (ending == Ending.UPSTREAM_ERROR) ? PoolGate.isOverload(this.log.status())
				: ending == Ending.FIRST_TOKEN_TIMEOUT;
	}

}
