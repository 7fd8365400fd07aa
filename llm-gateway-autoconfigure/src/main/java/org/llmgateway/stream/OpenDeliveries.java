package org.llmgateway.stream;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * All requests that are under way behind DELIVERY: at shutdown those that have not ended
 * shortly before the drain time-out are told so.
 */
final class OpenDeliveries implements SmartLifecycle, DisposableBean {

	private static final Log logger = LogFactory.getLog(OpenDeliveries.class);

	/** What is left of the drain time-out for the last events to reach the callers. */
	private static final Duration RESERVE = Duration.ofSeconds(1);

	private final Set<DeliveryCall> open = ConcurrentHashMap.newKeySet();

	private final Duration limit;

	private volatile boolean running;

	private volatile @Nullable Future<?> timer;

	/**
	 * Creates an empty set.
	 * @param drain how long requests may take after shutdown began
	 */
	OpenDeliveries(Duration drain) {
		Duration reserve = (drain.compareTo(RESERVE.multipliedBy(4)) > 0) ? RESERVE : drain.dividedBy(4);
		this.limit = drain.minus(reserve);
	}

	void add(DeliveryCall call) {
		this.open.add(call);
	}

	void remove(DeliveryCall call) {
		this.open.remove(call);
	}

	/**
	 * Requests that are under way.
	 * @return their number now
	 */
	int size() {
		return this.open.size();
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.timer = GlobalEventExecutor.INSTANCE.schedule(this::endAll, this.limit.toMillis(), TimeUnit.MILLISECONDS);
	}

	/**
	 * Tells all requests that are under way.
	 */
	void endAll() {
		if (!this.open.isEmpty()) {
			logger.info("The drain time-out is near: " + this.open.size() + " running requests are ended");
		}
		GatewayException stopping = new GatewayException(GatewayError.GATEWAY_STOPPING,
				"The gateway is shutting down; send the request again");
		this.open.forEach((call) -> call.end(stopping));
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/** Beside the servers, which wait in this phase for requests to end. */
	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	@Override
	public void destroy() {
		Future<?> scheduled = this.timer;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
	}

}
