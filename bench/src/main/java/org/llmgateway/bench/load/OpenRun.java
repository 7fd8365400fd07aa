package org.llmgateway.bench.load;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import org.llmgateway.bench.load.OpenSpec.Flow;
import org.llmgateway.bench.load.OpenSpec.Phase;

/**
 * Runs an {@link OpenSpec} on one event loop: a request is sent when it is due, on a
 * connection that is idle or else on a new one.
 */
final class OpenRun implements AutoCloseable {

	/**
	 * Small, so that what has left the client is not more than a kernel's buffer ahead of
	 * what the gateway has read.
	 */
	private static final int SEND_BUFFER = 16 * 1024;

	/** What a slow reader takes in a quarter of a second. */
	private static final int SLOW_READ = 256;

	private static final int CONNECT_TIMEOUT_MILLIS = 5000;

	private static final int QUIET_MILLIS = 100;

	private static final int LIMIT_MILLIS = 5000;

	private static final double NANOS_PER_MILLI = 1e6;

	private static final double NANOS_PER_SECOND = 1e9;

	private final OpenSpec spec;

	private final LoadTransport transport = LoadTransport.best();

	private final EventLoopGroup group = this.transport.group();

	private final EventLoop loop = this.group.next();

	private final List<ByteBuf> requests = new ArrayList<>();

	private final List<Deque<OpenConnection>> idle = new ArrayList<>();

	private final List<Arrival> arrivals = new ArrayList<>();

	private final CompletableFuture<List<Arrival>> done = new CompletableFuture<>();

	private final List<Due> schedule;

	private int next;

	private int underWay;

	private long startedAt;

	OpenRun(OpenSpec spec) {
		this.spec = spec;
		this.schedule = schedule(spec);
		for (Flow flow : spec.flows()) {
			byte[] request = flow.request(spec);
			this.requests.add(Unpooled.directBuffer(request.length).writeBytes(request));
			this.idle.add(new ArrayDeque<>());
		}
	}

	/**
	 * Spreads the requests of each flow evenly, each at a random place in its part of the
	 * time: as many as the rate says, and never in step with each other.
	 * @param spec what is asked for
	 * @return all requests, in the order in which they are due
	 */
	static List<Due> schedule(OpenSpec spec) {
		List<Due> schedule = new ArrayList<>();
		Random random = new Random(1);
		long start = 0;
		for (int phase = 0; phase < spec.phases().size(); phase++) {
			Phase now = spec.phases().get(phase);
			long end = start + TimeUnit.MILLISECONDS.toNanos(now.millis());
			for (int flow = 0; flow < now.rates().size(); flow++) {
				double step = NANOS_PER_SECOND / now.rates().get(flow);
				for (double at = start; at + step <= end + 1; at += step) {
					schedule.add(new Due((long) (at + step * random.nextDouble()), flow, phase));
				}
			}
			start = end;
		}
		schedule.sort(Comparator.comparingLong(Due::at));
		return schedule;
	}

	/**
	 * Runs it.
	 * @return what became of each request, when the last has ended
	 */
	CompletableFuture<List<Arrival>> run() {
		this.loop.execute(() -> {
			this.startedAt = System.nanoTime();
			turn();
		});
		return this.done;
	}

	private void turn() {
		long now = System.nanoTime() - this.startedAt;
		while (this.next < this.schedule.size() && this.schedule.get(this.next).at() <= now) {
			begin(this.schedule.get(this.next++));
		}
		if (this.next < this.schedule.size()) {
			this.loop.schedule(this::turn, this.schedule.get(this.next).at() - now, TimeUnit.NANOSECONDS);
		}
		else {
			finish();
		}
	}

	private void begin(Due due) {
		if (this.underWay >= this.spec.most()) {
			this.arrivals
				.add(new Arrival(due.flow(), due.phase(), due.at() / NANOS_PER_MILLI, Arrival.NOT_SENT, -1, 0, 0));
			return;
		}
		this.underWay++;
		Flow flow = this.spec.flows().get(due.flow());
		OpenConnection connection = this.idle.get(due.flow()).pollFirst();
		if (connection == null) {
			connection = new OpenConnection(this, flow, this.requests.get(due.flow()));
			connection.connect(bootstrap(flow), due);
		}
		else {
			connection.send(due);
		}
	}

	private Bootstrap bootstrap(Flow flow) {
		Bootstrap bootstrap = new Bootstrap().group(this.loop)
			.channel(this.transport.socketChannel())
			.option(ChannelOption.TCP_NODELAY, true)
			.option(ChannelOption.SO_SNDBUF, SEND_BUFFER)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
			.remoteAddress(this.spec.host(), this.spec.port());
		return (flow.slowMillis() > 0) ? SlowReaders.slow(bootstrap, SLOW_READ) : bootstrap;
	}

	EventLoop loop() {
		return this.loop;
	}

	int timeoutMillis() {
		return this.spec.timeoutMillis();
	}

	/**
	 * Takes note of an end.
	 * @param due the request
	 * @param kind how it ended
	 * @param firstAt when its first event came, or 0
	 * @param unsent bytes that had not left when the answer began
	 */
	void ended(Due due, String kind, long firstAt, int unsent) {
		double now = (System.nanoTime() - this.startedAt - due.at()) / NANOS_PER_MILLI;
		double first = (firstAt == 0) ? -1 : (firstAt - this.startedAt - due.at()) / NANOS_PER_MILLI;
		this.arrivals.add(new Arrival(due.flow(), due.phase(), due.at() / NANOS_PER_MILLI, kind, first, now, unsent));
		this.underWay--;
		finish();
	}

	private void finish() {
		if (this.underWay == 0 && this.next == this.schedule.size()) {
			this.done.complete(this.arrivals);
		}
	}

	/**
	 * Keeps a connection for the next request of its flow.
	 * @param connection the connection
	 */
	void idle(OpenConnection connection) {
		this.idle.get(this.spec.flows().indexOf(connection.flow())).addFirst(connection);
	}

	void gone(OpenConnection connection) {
		this.idle.get(this.spec.flows().indexOf(connection.flow())).remove(connection);
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(QUIET_MILLIS, LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
		this.requests.forEach(ByteBuf::release);
	}

	/**
	 * A request to come.
	 *
	 * @param at when, in nanoseconds since the beginning
	 * @param flow the place of its flow
	 * @param phase the place of its phase
	 */
	record Due(long at, int flow, int phase) {

	}

}
