package org.llmgateway.suite;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClient.RequestSender;
import reactor.netty.http.client.HttpClient.ResponseReceiver;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/**
 * A client of one protocol for one gateway, on connections of its own.
 */
public final class GatewayClient implements AutoCloseable {

	/** Apart from the gateway's, so that neither waits for the other. */
	private static final LoopResources LOOPS = LoopResources.create("suite-client", 1, true);

	private static final int PIECE = 16 * 1024;

	private final ClientProtocol protocol;

	private final ConnectionProvider connections = ConnectionProvider.builder("suite").maxConnections(50).build();

	private final Set<Channel> used = ConcurrentHashMap.newKeySet();

	private final List<RunningCall> running = new CopyOnWriteArrayList<>();

	private final HttpClient client;

	GatewayClient(ClientProtocol protocol, int port) {
		this.protocol = protocol;
		HttpClient client = HttpClient.create(this.connections)
			.runOn(LOOPS)
			.host("127.0.0.1")
			.port(port)
			.disableRetry(true)
			.httpResponseDecoder((decoder) -> decoder.h2cMaxContentLength(1 << 20));
		this.client = protocol.configure(client, RunningGateway.CERTIFICATE)
			.doOnRequest((request, connection) -> use(connection.channel()));
	}

	/** A request on HTTP/2 and HTTP/3 has a channel of its own. */
	private void use(Channel channel) {
		this.used.add((channel.parent() != null) ? channel.parent() : channel);
	}

	public ClientProtocol protocol() {
		return this.protocol;
	}

	/**
	 * Makes a call and waits for the whole answer.
	 * @param call the call
	 * @return the answer
	 */
	public Answer send(Call call) {
		Answer answer = receiver(call)
			.responseSingle((response, content) -> content.asByteArray()
				.defaultIfEmpty(new byte[0])
				.map((bytes) -> new Answer(response.status().code(), response.responseHeaders(), bytes,
						response.version().text())))
			.block(RunningCall.LIMIT);
		if (answer == null) {
			throw new AssertionError("No answer to " + call);
		}
		return answer;
	}

	/**
	 * Starts a call and reads what comes.
	 * @param call the call
	 * @return the call under way
	 */
	public RunningCall open(Call call) {
		return open(call, true);
	}

	/**
	 * Starts a call and does not read the body until it is told to.
	 * @param call the call
	 * @return the call under way
	 */
	public RunningCall openWithoutReading(Call call) {
		return open(call, false);
	}

	private RunningCall open(Call call, boolean reading) {
		RunningCall running = new RunningCall(receiver(call), reading);
		this.running.add(running);
		return running;
	}

	private ResponseReceiver<?> receiver(Call call) {
		RequestSender sender = this.client.headers(call::copyTo)
			.request(HttpMethod.valueOf(call.method()))
			.uri(call.path());
		byte @Nullable [] body = call.body();
		if (body == null) {
			return sender;
		}
		return call.declared() ? sender.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body))) : sender.send(Flux
			.range(0, (body.length + PIECE - 1) / PIECE)
			.map((piece) -> Unpooled.wrappedBuffer(body, piece * PIECE, Math.min(PIECE, body.length - piece * PIECE))));
	}

	/**
	 * How many connections the calls so far have used.
	 * @return number of connections
	 */
	public int connections() {
		return this.used.size();
	}

	/** Closes all connections, with all calls on them. */
	public void closeConnections() {
		this.used.forEach(Channel::close);
	}

	/** Resets all TCP connections, with all calls on them. */
	public void resetConnections() {
		this.used.forEach((connection) -> {
			connection.config().setOption(ChannelOption.SO_LINGER, 0);
			connection.close();
		});
	}

	@Override
	public void close() {
		this.running.forEach(RunningCall::cancel);
		this.connections.disposeLater().block(RunningCall.LIMIT);
		if (this.protocol == ClientProtocol.H3) {
			// Reactor Netty leaves the UDP socket of a closed QUIC connection open.
			this.used.forEach((connection) -> connection.parent().close().syncUninterruptibly());
		}
	}

}
