package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The HTTP/3 server: QUIC on UDP, beside the web server on TCP and on the same handler.
 * Opens its sockets after the web server (whose port number it takes over unless it has
 * its own), and drains beside it.
 */
final class Http3Server implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(Http3Server.class);

	private final QuicConnections connections;

	private final Http3Properties properties;

	private final Function<Http3Drain, HttpServer> factory;

	private final ApplicationContext context;

	private final AltSvc altSvc;

	private final Duration drainTimeout;

	private final List<DisposableServer> listeners = new ArrayList<>();

	private volatile @Nullable Http3Drain drain;

	private volatile int port = -1;

	Http3Server(QuicConnections connections, Function<Http3Drain, HttpServer> factory, ApplicationContext context,
			AltSvc altSvc, Duration drainTimeout) {
		this.connections = connections;
		this.properties = connections.properties();
		this.factory = factory;
		this.context = context;
		this.altSvc = altSvc;
		this.drainTimeout = drainTimeout;
	}

	@Override
	public void start() {
		Http3Drain newDrain = new Http3Drain(this.properties.probe(), this.connections);
		HttpServer server = this.factory.apply(newDrain);
		int wanted = (this.properties.port() != 0) ? this.properties.port() : tcpPort();
		try {
			for (int i = 0; i < this.properties.listeners(); i++) {
				this.listeners.add(bind(server, (i == 0) ? wanted : this.port));
				this.port = ((InetSocketAddress) this.listeners.get(0).address()).getPort();
			}
		}
		catch (RuntimeException ex) {
			this.listeners.forEach(DisposableServer::dispose);
			this.listeners.clear();
			throw ex;
		}
		this.drain = newDrain;
		Integer advertised = this.properties.advertisedPort();
		this.altSvc.advertise((advertised != null) ? advertised : this.port);
		logger.info("HTTP/3 started on UDP port " + this.port + " with " + this.listeners.size() + " listener(s)");
	}

	private int tcpPort() {
		WebServer tcp = (this.context instanceof WebServerApplicationContext web) ? web.getWebServer() : null;
		return (tcp != null) ? Math.max(tcp.getPort(), 0) : 0;
	}

	private DisposableServer bind(HttpServer server, int udpPort) {
		try {
			return server.port(udpPort).bindNow();
		}
		catch (RuntimeException ex) {
			for (Throwable cause = ex; cause != null; cause = cause.getCause()) {
				if (cause instanceof ProtocolConfigurationException known) {
					throw known;
				}
			}
			throw new ProtocolConfigurationException(
					"The HTTP/3 server cannot open UDP port " + udpPort + ": " + rootMessage(ex),
					"Stop what listens on that UDP port, or set llm.gateway.http3.port to a free one.", ex);
		}
	}

	private static @Nullable String rootMessage(Throwable ex) {
		Throwable root = ex;
		while (root.getCause() != null) {
			root = root.getCause();
		}
		return root.getMessage();
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.altSvc.clear();
		Http3Drain open = this.drain;
		CompletableFuture<Void> drained = (open != null) ? open.drain(this.drainTimeout)
				: CompletableFuture.completedFuture(null);
		// The sockets stay open until the end: they carry the running streams.
		drained.whenComplete((done, ex) -> {
			this.drain = null;
			this.listeners.forEach(DisposableServer::dispose);
			this.listeners.clear();
			callback.run();
		});
	}

	@Override
	public boolean isRunning() {
		return this.drain != null;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE;
	}

	/**
	 * The UDP port, or -1 while not started.
	 */
	int port() {
		return this.port;
	}

	/**
	 * Number of open UDP sockets.
	 */
	int listeners() {
		return this.listeners.size();
	}

	/**
	 * Number of open connections.
	 */
	int connections() {
		Http3Drain open = this.drain;
		return (open != null) ? open.size() : 0;
	}

}
