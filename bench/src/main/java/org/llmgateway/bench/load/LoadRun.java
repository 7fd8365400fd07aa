package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs windows of load, one after the other, on one event loop.
 */
public final class LoadRun implements AutoCloseable {

	private static final int DRAIN_MILLIS = 5000;

	private static final int DRAIN_STEP_MILLIS = 10;

	private static final int QUIET_MILLIS = 100;

	private static final double NANOS_PER_SECOND = 1e9;

	private final LoadTransport transport = LoadTransport.best();

	private final EventLoopGroup group = this.transport.group();

	private final long pid = ProcessHandle.current().pid();

	/**
	 * Runs one window and waits for its end.
	 * @param spec where to and what
	 * @return what was seen
	 * @throws Exception if it could not be run at all; what goes wrong with requests is
	 * counted instead
	 */
	public LoadResult run(LoadSpec spec) throws Exception {
		EventLoop loop = this.group.next();
		Traffic traffic = new Traffic(spec, loop, this.transport);
		List<LoadClient> clients = clients(traffic);
		start(spec, loop, clients);
		Snapshot before = later(loop, spec.rampMillis(), () -> snapshot(traffic, true));
		Snapshot after = later(loop, spec.windowMillis(), () -> snapshot(traffic, false));
		for (int waited = 0; waited < DRAIN_MILLIS; waited += DRAIN_STEP_MILLIS) {
			if (later(loop, DRAIN_STEP_MILLIS, () -> traffic.stats().inFlight()) == 0) {
				break;
			}
		}
		return later(loop, 0, () -> finish(traffic, clients, before, after));
	}

	private static void start(LoadSpec spec, EventLoop loop, List<LoadClient> clients) {
		for (int i = 0; i < clients.size(); i++) {
			long delay = (long) spec.staggerMillis() * i / clients.size();
			loop.schedule(clients.get(i)::start, delay, TimeUnit.MILLISECONDS);
		}
	}

	private static <T> T later(EventLoop loop, int millis, Callable<T> task) throws Exception {
		return loop.schedule(task, millis, TimeUnit.MILLISECONDS).get();
	}

	private Snapshot snapshot(Traffic traffic, boolean begin) {
		Snapshot snapshot = new Snapshot(System.nanoTime(), new ArrayList<>(), ProcessTimes.cpuSeconds(this.pid),
				ProcessTimes.machineSeconds());
		for (long watched : traffic.spec().pids()) {
			snapshot.uses.add(ProcessTimes.use(watched));
		}
		traffic.stats().measure(begin);
		if (!begin) {
			traffic.stop();
		}
		return snapshot;
	}

	private static LoadResult finish(Traffic traffic, List<LoadClient> clients, Snapshot before, Snapshot after) {
		LoadStats stats = traffic.stats();
		traffic.strand();
		Map<String, Long> errors = new TreeMap<>(stats.errors());
		clients.forEach(LoadClient::close);
		traffic.release();
		if (stats.completed() == 0 && stats.events() == 0) {
			errors.merge(LoadResult.NO_ANSWER, 1L, Long::sum);
		}
		int perAnswer = traffic.spec().expectedEvents();
		double requests = (perAnswer > 0) ? (double) stats.events() / perAnswer : stats.completed();
		List<ProcessUse> uses = difference(before.uses, after.uses);
		double own = after.ownCpu - before.ownCpu;
		return new LoadResult((after.nanos - before.nanos) / NANOS_PER_SECOND, requests, stats.completed(),
				errors.values().stream().mapToLong(Long::longValue).sum(), errors, Quantiles.of(stats.latency()),
				Quantiles.of(stats.firstToken()), Quantiles.of(stats.gap()), own, others(before, after, own, uses),
				uses);
	}

	private static double others(Snapshot before, Snapshot after, double own, List<ProcessUse> uses) {
		if (before.machine < 0 || after.machine < 0) {
			return -1;
		}
		double others = after.machine - before.machine - own;
		for (ProcessUse use : uses) {
			others -= Math.max(0, use.cpuSeconds());
		}
		return Math.max(0, others);
	}

	private static List<ProcessUse> difference(List<ProcessUse> before, List<ProcessUse> after) {
		List<ProcessUse> uses = new ArrayList<>();
		for (int i = 0; i < before.size(); i++) {
			ProcessUse end = after.get(i);
			double start = before.get(i).cpuSeconds();
			boolean known = start >= 0 && end.cpuSeconds() >= 0;
			uses.add(new ProcessUse(end.pid(), known ? end.cpuSeconds() - start : -1,
					Math.max(0, end.compilerSeconds() - before.get(i).compilerSeconds()), end.rssBytes()));
		}
		return uses;
	}

	private static List<LoadClient> clients(Traffic traffic) throws SSLException {
		LoadSpec spec = traffic.spec();
		List<LoadClient> clients = new ArrayList<>();
		if (spec.protocol() == Protocol.H1) {
			SslContext ssl = tls(spec, ApplicationProtocolNames.HTTP_1_1);
			ByteBuf request = traffic.keep(H1Client.request(spec));
			for (int i = 0; i < spec.concurrency(); i++) {
				clients.add(new H1Client(traffic, request, ssl));
			}
			return clients;
		}
		ByteBuf body = traffic.keep(spec.body().getBytes(StandardCharsets.UTF_8));
		SslContext ssl = (spec.protocol() != Protocol.H3) ? tls(spec, ApplicationProtocolNames.HTTP_2) : null;
		QuicSslContext quic = (spec.protocol() == Protocol.H3) ? LoadTransport.quic() : null;
		for (int i = 0; i < spec.connections(); i++) {
			int streams = spec.concurrency() * (i + 1) / spec.connections()
					- spec.concurrency() * i / spec.connections();
			clients.add((quic != null) ? new H3Client(traffic, streams, body, quic)
					: new H2Client(traffic, streams, body, ssl));
		}
		return clients;
	}

	private static @Nullable SslContext tls(LoadSpec spec, String protocol) throws SSLException {
		return spec.tls() ? LoadTransport.tls(protocol) : null;
	}

	@Override
	public void close() {
		this.group.shutdownGracefully(QUIET_MILLIS, DRAIN_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly();
	}

	private record Snapshot(long nanos, List<ProcessUse> uses, double ownCpu, double machine) {

	}

}
