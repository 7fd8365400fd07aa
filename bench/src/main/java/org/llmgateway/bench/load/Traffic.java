package org.llmgateway.bench.load;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;

/**
 * What the connections of one window share.
 */
final class Traffic {

	private static final int RETRY_MILLIS = 50;

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	private final LoadSpec spec;

	private final LoadStats stats = new LoadStats();

	private final EventLoop loop;

	private final LoadTransport transport;

	private final List<ByteBuf> owned = new ArrayList<>();

	private final List<Flight> flights = new ArrayList<>();

	private boolean stopping;

	Traffic(LoadSpec spec, EventLoop loop, LoadTransport transport) {
		this.spec = spec;
		this.loop = loop;
		this.transport = transport;
	}

	LoadSpec spec() {
		return this.spec;
	}

	LoadStats stats() {
		return this.stats;
	}

	EventLoop loop() {
		return this.loop;
	}

	LoadTransport transport() {
		return this.transport;
	}

	/**
	 * No new requests from here on.
	 */
	void stop() {
		this.stopping = true;
	}

	boolean stopping() {
		return this.stopping;
	}

	/**
	 * Makes a buffer that lives as long as this traffic; whoever writes it retains it.
	 * @param bytes its content
	 * @return the buffer
	 */
	ByteBuf keep(byte[] bytes) {
		ByteBuf buffer = Unpooled.directBuffer(bytes.length).writeBytes(bytes);
		this.owned.add(buffer);
		return buffer;
	}

	/**
	 * Lets go of the buffers that were kept.
	 */
	void release() {
		this.owned.forEach(ByteBuf::release);
		this.owned.clear();
	}

	Flight flight() {
		Flight flight = new Flight(this.spec, this.stats);
		this.flights.add(flight);
		return flight;
	}

	/**
	 * Counts what is still under way as errors: its answers never ended.
	 */
	void strand() {
		this.flights.forEach(Flight::strand);
	}

	InetSocketAddress address() {
		return new InetSocketAddress(this.spec.host(), this.spec.port());
	}

	Bootstrap tcp() {
		return new Bootstrap().group(this.loop)
			.channel(this.transport.socketChannel())
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
			.remoteAddress(address());
	}

	/**
	 * Connects again a little later, unless the window is over.
	 * @param client what to start again
	 */
	void retry(LoadClient client) {
		if (!this.stopping) {
			this.loop.schedule(client::start, RETRY_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

}
