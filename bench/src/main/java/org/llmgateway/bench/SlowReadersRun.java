package org.llmgateway.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.llmgateway.bench.SlowReadersCommand.SlowStreams;
import org.llmgateway.bench.load.LoadResult;
import org.llmgateway.bench.load.SlowReaders;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.bench.report.GapRatios;
import org.llmgateway.bench.report.MemorySeries;
import org.llmgateway.bench.report.Verdict;

/**
 * Measures paced streams in pairs of windows, without and with slow readers beside them,
 * and then the memory of the gateway while the slow readers stay.
 */
final class SlowReadersRun {

	private static final double SECONDS = 3;

	private static final int PAIRS = 7;

	private static final double WARM_UP_SECONDS = 20;

	private static final int PATIENCE = 6;

	private static final int SECOND = 1000;

	private static final double NANOS = 1e9;

	/** The gateway's own bound of what waits for all clients together. */
	private static final long BOUND = 64L << 20;

	/** A read of each stream may come when the bound is nearly reached. */
	private static final long READ = 64L << 10;

	/** How often it is looked whether streams have gone. */
	private static final int LOOKS = 60;

	private final PairOptions options;

	private final SlowStreams slow;

	private final List<String> jvm;

	private final PrintWriter out;

	private final Pinning pinning;

	private final Map<String, Long> errors = new LinkedHashMap<>();

	SlowReadersRun(PairOptions options, SlowStreams slow, String heap, String direct, PrintWriter out) {
		this.options = options;
		this.slow = slow;
		this.jvm = GatewayMemory.touchedAtOnce(heap, direct);
		this.out = out;
		this.pinning = options.pinning();
	}

	/**
	 * Runs.
	 * @return the exit code: 0, or 1 if there were errors or, if strict, a missed target
	 * @throws IOException if a process or a file fails
	 * @throws InterruptedException if interrupted
	 */
	int call() throws IOException, InterruptedException {
		this.options.heading(this.out, this.pinning, "gateway    " + String.join(" ", this.jvm));
		GapRatios gaps = new GapRatios();
		MemorySeries memory = new MemorySeries();
		try (Processes processes = new Processes(this.pinning, this.options.out().resolve("logs"))) {
			SlowReadersRig rig = new SlowReadersRig(processes, this.options, this.slow, this.jvm);
			warm(rig);
			int pairs = this.options.pairs(PAIRS);
			for (int pair = 1; pair <= pairs; pair++) {
				this.out.printf("pair %d/%d  %s%n", pair, pairs, pair(rig, gaps, pair % 2 == 0));
				this.out.flush();
			}
			return report(gaps, memory, hold(rig, memory));
		}
	}

	private void warm(SlowReadersRig rig) throws IOException, InterruptedException {
		Subject subject = new Subject("slow-readers", rig.gateway(), Map.of());
		this.pinning.widen(subject);
		double cap = this.options.warmUpSeconds(WARM_UP_SECONDS);
		for (Workload workload : List.of(Workload.STREAM, Workload.PACED)) {
			WarmUp warmUp = new WarmUp(cap / 2, PATIENCE);
			boolean more = true;
			while (more) {
				more = warmUp.goesOn(rig.window(workload, this.options.windowMillis(1)));
			}
		}
		this.pinning.narrow(subject);
	}

	private String pair(SlowReadersRig rig, GapRatios gaps, boolean slowFirst)
			throws IOException, InterruptedException {
		LoadResult first = slowFirst ? with(rig) : window(rig);
		LoadResult second = slowFirst ? window(rig) : with(rig);
		return gaps.add(slowFirst ? first : second, slowFirst ? second : first);
	}

	private LoadResult with(SlowReadersRig rig) throws IOException, InterruptedException {
		rig.open();
		rig.window(Workload.PACED, (int) (this.slow.settleSeconds() * SECOND));
		LoadResult window = window(rig);
		MemorySeries.Sample memory = rig.memory(0, false);
		this.out.printf(Locale.ROOT, "  %d slow readers: RSS %.1f MB, direct %.1f MB, buffered %.1f MB%n",
				rig.count().connected(), memory.rss() / (1 << 20), memory.direct() / (1 << 20),
				memory.buffered() / (1 << 20));
		rig.hangUp();
		int looks = 0;
		while (rig.memory(0, false).streams() > 0) {
			if (++looks > LOOKS) {
				throw new IllegalStateException("streams of slow readers that have gone are still open");
			}
			rig.window(Workload.PACED, SECOND / 2);
		}
		return window;
	}

	private LoadResult window(SlowReadersRig rig) throws IOException, InterruptedException {
		LoadResult window = rig.window(Workload.PACED, this.options.windowMillis(SECONDS));
		window.errorKinds().forEach((kind, count) -> this.errors.merge(kind, count, Long::sum));
		return window;
	}

	private Held hold(SlowReadersRig rig, MemorySeries memory) throws IOException, InterruptedException {
		long endedBefore = rig.open().ended();
		rig.window(Workload.PACED, (int) (this.slow.settleSeconds() * SECOND));
		long bytesBefore = rig.count().bytes();
		long start = System.nanoTime();
		memory.add(rig.memory(0, true));
		double seconds = 0;
		while (seconds < this.slow.holdSeconds()) {
			window(rig);
			seconds = (System.nanoTime() - start) / NANOS;
			memory.add(rig.memory(seconds, seconds >= this.slow.holdSeconds()));
		}
		SlowReaders.Count count = rig.count();
		double events = (count.bytes() - bytesBefore) / (double) rig.eventBytes() / seconds;
		return new Held(count.connected(), count.ended() - endedBefore, events / Math.max(1, count.connected()));
	}

	private int report(GapRatios gaps, MemorySeries memory, Held held) throws IOException {
		this.out.printf(Locale.ROOT, "%nMB while slow readers stay (first and last after a garbage collection)%n%s",
				memory.table());
		this.out.printf(Locale.ROOT, "slow readers: %d connected, %.2f events a second each%n%n", held.connected(),
				held.eventsPerSecond());
		List<Verdict> verdicts = new ArrayList<>(gaps.verdicts());
		verdicts.addAll(memory.verdicts(BOUND + this.slow.readers() * READ));
		verdicts.add(new Verdict("slow readers that lost their stream while memory was watched: none",
				(double) held.lost(), held.lost() == 0, null));
		this.out.println("Targets" + (this.options.quick() ? " (after a quick run they say nothing)" : ""));
		verdicts.forEach((verdict) -> this.out.println("  " + verdict.line()));
		this.errors.forEach((kind, number) -> this.out.println("  errors: " + number + " x " + kind));
		Path file = this.options.out().resolve("slow-readers.json");
		Files.writeString(file,
				BenchRun.json(Map.of("pairs", gaps.pairs(), "memory", memory.samples(), "verdicts", verdicts)));
		this.out.println("Written: " + file);
		this.out.flush();
		boolean met = verdicts.stream().allMatch(Verdict::met);
		return (!this.errors.isEmpty() || (this.options.strict() && !met)) ? 1 : 0;
	}

	/** What became of the slow readers while memory was watched. */
	private record Held(int connected, long lost, double eventsPerSecond) {

	}

}
