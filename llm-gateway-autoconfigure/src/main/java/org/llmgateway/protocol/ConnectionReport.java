package org.llmgateway.protocol;

import java.util.LinkedHashMap;
import java.util.Map;

import org.llmgateway.exchange.LimitReport;

/**
 * Shows the connections of the TCP server, what was refused and closed, and the limits.
 */
final class ConnectionReport implements LimitReport {

	private final ConnectionLimit limit;

	private final GuardCounts counts;

	private final ConnectionProperties properties;

	private final Http2Properties http2;

	ConnectionReport(ConnectionLimit limit, GuardCounts counts, ConnectionProperties properties,
			Http2Properties http2) {
		this.limit = limit;
		this.counts = counts;
		this.properties = properties;
		this.http2 = http2;
	}

	@Override
	public String name() {
		return "connections";
	}

	@Override
	public Map<String, Object> report() {
		Map<String, Object> report = new LinkedHashMap<>();
		report.put("open", this.limit.open());
		report.put("refused", counts(true));
		report.put("closed", counts(false));
		report.put("acceptErrors", this.counts.acceptErrors());
		report.put("limits", limits());
		return report;
	}

	private Map<String, Object> counts(boolean refusals) {
		Map<String, Object> counted = new LinkedHashMap<>();
		for (GuardReason reason : GuardReason.values()) {
			if (reason.isRefusal() == refusals) {
				counted.put(reason.key(), this.counts.count(reason));
			}
		}
		return counted;
	}

	private Map<String, Object> limits() {
		Map<String, Object> limits = new LinkedHashMap<>();
		limits.put("maxConnections", this.limit.total());
		limits.put("maxConnectionsPerAddress", this.limit.perAddress());
		limits.put("requestTimeout", this.properties.requestTimeout().toString());
		limits.put("minBodyRate", this.properties.minBodyRate().toBytes());
		limits.put("keepAliveTimeout", this.properties.keepAliveTimeout().toString());
		limits.put("handshakeTimeout", this.properties.handshakeTimeout().toString());
		limits.put("maxConcurrentStreams", this.http2.maxConcurrentStreams());
		limits.put("maxResets", this.http2.maxResets());
		limits.put("maxControlFrames", this.http2.maxControlFrames());
		limits.put("floodWindow", this.http2.floodWindow().toString());
		return limits;
	}

	@Override
	public boolean isShedding() {
		return this.limit.open() >= this.limit.total();
	}

}
