package org.llmgateway.bench.load;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One window of load: where to, what, how many at once and for how long.
 *
 * @param protocol the protocol
 * @param tls whether the connection is encrypted (only h1 leaves the choice)
 * @param host the host name or address
 * @param port the TCP or UDP port
 * @param path the path and query
 * @param headers further request headers
 * @param body the JSON request body
 * @param expectedEvents how many events a right stream has, the closing one included; 0
 * for an answer that is not a stream, {@link #ANY_EVENTS} for any number
 * @param minBytes the least number of body bytes of a right answer
 * @param concurrency the number of requests at once
 * @param connections the number of connections that h2 and h3 spread them over
 * @param staggerMillis the time over which the first requests are spread
 * @param rampMillis the time before the window starts
 * @param windowMillis the length of the window
 * @param pids the processes whose CPU time and memory are read at both ends
 */
public record LoadSpec(Protocol protocol, boolean tls, String host, int port, String path, Map<String, String> headers,
		String body, int expectedEvents, int minBytes, int concurrency, int connections, int staggerMillis,
		int rampMillis, int windowMillis, List<Long> pids) {

	/** As the number of expected events: a stream with any number of events is right. */
	public static final int ANY_EVENTS = -1;

	private static final int STREAMS_PER_CONNECTION = 8;

	private static final int RAMP_MILLIS = 250;

	/**
	 * The usual window of a workload against a URL.
	 * @param protocol the protocol
	 * @param url the whole URL, path included
	 * @param workload the workload
	 * @param windowMillis the length of the window in milliseconds
	 * @return the specification, without processes to watch
	 */
	public static LoadSpec of(Protocol protocol, URI url, Workload workload, int windowMillis) {
		boolean tls = "https".equals(url.getScheme());
		int port = (url.getPort() > 0) ? url.getPort() : (tls ? 443 : 80);
		String path = (url.getRawPath().isEmpty()) ? "/v1/chat/completions" : url.getRawPath();
		int expected = workload.stream() ? workload.tokens() + 1 : 0;
		int stagger = workload.paceTotalMillis();
		Map<String, String> headers = Map.of("authorization", "Bearer sk-bench", "accept",
				workload.stream() ? "text/event-stream" : "application/json");
		return new LoadSpec(protocol, tls, url.getHost(), port, path, headers, workload.requestBody(), expected, 1, 0,
				0, stagger, RAMP_MILLIS + stagger, windowMillis, List.of())
			.withConcurrency(workload.concurrency());
	}

	/**
	 * The same with another number of requests at once.
	 * @param concurrency the number of requests at once
	 * @return the changed specification
	 */
	public LoadSpec withConcurrency(int concurrency) {
		int connections = Math.max(1, (concurrency + STREAMS_PER_CONNECTION - 1) / STREAMS_PER_CONNECTION);
		return new LoadSpec(this.protocol, this.tls, this.host, this.port, this.path, this.headers, this.body,
				this.expectedEvents, this.minBytes, concurrency, connections, this.staggerMillis, this.rampMillis,
				this.windowMillis, this.pids);
	}

	/**
	 * The same with another idea of a right answer.
	 * @param expectedEvents the number of events, 0 for an answer that is not a stream
	 * @param minBytes the least number of body bytes
	 * @return the changed specification
	 */
	public LoadSpec withExpectation(int expectedEvents, int minBytes) {
		return new LoadSpec(this.protocol, this.tls, this.host, this.port, this.path, this.headers, this.body,
				expectedEvents, minBytes, this.concurrency, this.connections, this.staggerMillis, this.rampMillis,
				this.windowMillis, this.pids);
	}

	/**
	 * The same with another request body.
	 * @param body the JSON body
	 * @return the changed specification
	 */
	public LoadSpec withBody(String body) {
		return new LoadSpec(this.protocol, this.tls, this.host, this.port, this.path, this.headers, body,
				this.expectedEvents, this.minBytes, this.concurrency, this.connections, this.staggerMillis,
				this.rampMillis, this.windowMillis, this.pids);
	}

	/**
	 * The same with further request headers.
	 * @param headers the headers, which replace those of the same name
	 * @return the changed specification
	 */
	public LoadSpec withHeaders(Map<String, String> headers) {
		Map<String, String> all = new TreeMap<>(this.headers);
		all.putAll(headers);
		return new LoadSpec(this.protocol, this.tls, this.host, this.port, this.path, all, this.body,
				this.expectedEvents, this.minBytes, this.concurrency, this.connections, this.staggerMillis,
				this.rampMillis, this.windowMillis, this.pids);
	}

	/**
	 * The same with processes to watch.
	 * @param pids the process ids
	 * @return the changed specification
	 */
	public LoadSpec withPids(List<Long> pids) {
		return new LoadSpec(this.protocol, this.tls, this.host, this.port, this.path, this.headers, this.body,
				this.expectedEvents, this.minBytes, this.concurrency, this.connections, this.staggerMillis,
				this.rampMillis, this.windowMillis, pids);
	}

}
