package org.llmgateway.protocol;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Bounds Spring Boot's graceful shutdown of the TCP server: what still runs when the
 * drain time-out has passed is closed. Takes {@code Alt-Svc} back as shutdown begins.
 */
final class TcpDrain implements SmartLifecycle {

	private final TcpConnections connections;

	private final AltSvc altSvc;

	private final Duration limit;

	private volatile boolean running;

	private volatile @Nullable Future<?> timer;

	TcpDrain(TcpConnections connections, AltSvc altSvc, Duration limit) {
		this.connections = connections;
		this.altSvc = altSvc;
		this.limit = limit;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.altSvc.clear();
		this.timer = GlobalEventExecutor.INSTANCE.schedule(this.connections::closeAll, this.limit.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	/**
	 * Called when the context is closed: everything has ended.
	 */
	void cancel() {
		Future<?> scheduled = this.timer;
		if (scheduled != null) {
			scheduled.cancel(false);
		}
	}

}
