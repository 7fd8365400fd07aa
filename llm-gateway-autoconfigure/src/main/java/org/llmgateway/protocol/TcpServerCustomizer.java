package org.llmgateway.protocol;

import java.time.Duration;

import reactor.netty.http.server.HttpServer;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.Http2;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.util.unit.DataSize;

/**
 * Sets protocols, limits, time-outs and guards of the TCP server. Runs last: Spring
 * Boot's own customizer replaces the HTTP/2 settings, it does not add to them.
 */
final class TcpServerCustomizer implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, Ordered {

	private static final int MAX_INITIAL_LINE = 8192;

	private final ProtocolPlan plan;

	private final Http2Properties http2;

	private final TcpConnections connections;

	private final RequestSetup requests;

	private final HeaderLimit headers;

	private final DataSize maxBodySize;

	TcpServerCustomizer(ProtocolPlan plan, Http2Properties http2, TcpConnections connections, RequestSetup requests,
			HeaderLimit headers, DataSize maxBodySize) {
		this.plan = plan;
		this.http2 = http2;
		this.connections = connections;
		this.requests = requests;
		this.headers = headers;
		this.maxBodySize = maxBodySize;
	}

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		if (this.plan.decided()) {
			// Decides ALPN, too: Boot builds the TLS context by it.
			Http2 enabled = new Http2();
			enabled.setEnabled(this.plan.http2());
			factory.setHttp2(enabled);
			factory.addServerCustomizers((server) -> server.protocol(this.plan.tcpProtocols()));
		}
		factory.addServerCustomizers(this::limits, this::guards);
	}

	private HttpServer limits(HttpServer server) {
		Duration idle = this.connections.properties().keepAliveTimeout();
		return server
			.http2Settings((settings) -> settings.maxConcurrentStreams(this.http2.maxConcurrentStreams())
				.maxHeaderListSize(this.headers.hardBytes())
				.headerTableSize(Http2HeadersGuard.TABLE_SIZE)
				.maxDecodedRstFramesPerWindow(this.http2.maxResets(), this.http2.floodSeconds())
				.maxEncodedRstFramesPerWindow(this.http2.maxResets(), this.http2.floodSeconds())
				.initialWindowSize(Math.toIntExact(this.http2.streamWindow().toBytes())))
			.httpRequestDecoder((decoder) -> decoder.maxHeaderSize(this.headers.hardBytes())
				.maxInitialLineLength(MAX_INITIAL_LINE)
				.h2cMaxContentLength(Math.toIntExact(this.maxBodySize.toBytes())))
			.idleTimeout(idle);
	}

	private HttpServer guards(HttpServer server) {
		return server.doOnBound(this.connections::onBound)
			.doOnChannelInit(this.connections)
			.doOnConnection(this.requests::install)
			.mapHandle(this.requests.guard());
	}

}
