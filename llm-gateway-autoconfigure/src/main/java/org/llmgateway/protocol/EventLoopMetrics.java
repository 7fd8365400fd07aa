package org.llmgateway.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How late the event loops run their tasks, and how often one was blocked.
 */
final class EventLoopMetrics implements MeterBinder {

	private final LoopWatch watch;

	EventLoopMetrics(LoopWatch watch) {
		this.watch = watch;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		FunctionCounter.builder("llm.gateway.event.loop.blocks", this.watch, LoopWatch::blocks)
			.description("How often an event loop was blocked for longer than llm.gateway.loop-watch.blocked-after")
			.register(registry);
		Map<String, Timer> timers = new ConcurrentHashMap<>();
		this.watch.addListener(
				(loop, nanos) -> timers
					.computeIfAbsent(loop,
							(name) -> Timer.builder("llm.gateway.event.loop.delay")
								.description("How late an event loop ran a task that was due")
								.tag("loop", name)
								.register(registry))
					.record(nanos, TimeUnit.NANOSECONDS));
	}

}
