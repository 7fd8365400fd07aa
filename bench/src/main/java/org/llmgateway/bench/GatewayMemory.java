package org.llmgateway.bench;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.util.internal.PlatformDependent;

import org.springframework.context.ApplicationContext;

/**
 * The memory of a gateway process as it sees it itself.
 *
 * @param heap bytes of the heap in use, garbage included
 * @param direct bytes outside the heap, of Netty and of the JDK
 * @param buffered bytes that wait for slow clients, as the gateway's own metric says
 * @param open requests between routing and the end of their answers, as the metric says
 */
record GatewayMemory(long heap, long direct, long buffered, long open) {

	/** Asks for the memory as it is. */
	static final String AS_IT_IS = "memory";

	/** Asks for the memory after a garbage collection. */
	static final String COLLECTED = "memory collected";

	static final Pattern LINE = Pattern.compile("^memory heap=(\\d+) direct=(\\d+) buffered=(\\d+) open=(\\d+)$");

	/**
	 * Options of a JVM whose resident memory rises only by what is used beside the heap.
	 * @param heap the size of its heap
	 * @param direct the bound of its direct memory
	 * @return the options
	 */
	static List<String> touchedAtOnce(String heap, String direct) {
		return List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch", "-XX:MaxDirectMemorySize=" + direct);
	}

	static GatewayMemory now(List<? extends ApplicationContext> applications, boolean collect) {
		if (collect) {
			System.gc();
		}
		return new GatewayMemory(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), directNow(),
				gauge(applications, "llm.gateway.stream.buffered"), gauge(applications, "llm.gateway.requests.open"));
	}

	private static long directNow() {
		// Netty's own count is -1 where it does not count; what the JDK allocates for it
		// may stand in both.
		long direct = Math.max(0, PlatformDependent.usedDirectMemory());
		for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
			if (pool.getName().equals("direct")) {
				direct = Math.max(direct, pool.getMemoryUsed());
			}
		}
		return direct;
	}

	private static long gauge(List<? extends ApplicationContext> applications, String name) {
		long sum = 0;
		for (ApplicationContext application : applications) {
			for (MeterRegistry registry : application.getBeansOfType(MeterRegistry.class).values()) {
				Gauge gauge = registry.find(name).gauge();
				sum += (gauge != null) ? (long) gauge.value() : 0;
			}
		}
		return sum;
	}

	String line() {
		return "memory heap=" + this.heap + " direct=" + this.direct + " buffered=" + this.buffered + " open="
				+ this.open;
	}

	/**
	 * Reads what {@link #line()} wrote.
	 * @param matcher a match of {@link #LINE}
	 * @return the memory
	 */
	static GatewayMemory of(Matcher matcher) {
		return new GatewayMemory(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)),
				Long.parseLong(matcher.group(3)), Long.parseLong(matcher.group(4)));
	}

}
