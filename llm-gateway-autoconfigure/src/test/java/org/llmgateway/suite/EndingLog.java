package org.llmgateway.suite;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.llmgateway.exchange.Ending;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.usage.UsageListener;
import org.llmgateway.usage.UsageRecord;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Keeps what every folder says when it closes, and what is reported of its usage, by the
 * id of the request.
 */
final class EndingLog implements LlmStage, UsageListener {

	private final Map<String, List<Entry>> entries = new ConcurrentHashMap<>();

	private final Map<String, List<UsageRecord>> usage = new ConcurrentHashMap<>();

	/**
	 * What a folder said.
	 *
	 * @param ending how the request ended
	 * @param status the status that the caller got
	 * @param attempts how often the request was sent
	 */
	record Entry(@Nullable Ending ending, int status, int attempts) {

	}

	@Override
	public int getOrder() {
		return StageOrder.PRESSURE.before();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		// The first to register is the last to be told.
		exchange.onClose(() -> this.entries.computeIfAbsent(exchange.requestId(), (id) -> new CopyOnWriteArrayList<>())
			.add(new Entry(exchange.log().ending(), exchange.log().status(), exchange.log().attempts())));
		return next.handle(exchange);
	}

	/**
	 * Waits for the folder of a request to close.
	 * @param id the id of the request
	 * @return all that was said; more than one entry is a fault
	 */
	List<Entry> await(String id) {
		Awaitility.await("the end of " + id)
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.entries.containsKey(id));
		return this.entries.get(id);
	}

	/**
	 * Waits for the report of what a request has used.
	 * @param id the id of the request
	 * @return all reports; more than one is a fault
	 */
	List<UsageRecord> awaitUsage(String id) {
		Awaitility.await("the usage of " + id)
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> this.usage.containsKey(id));
		return this.usage.get(id);
	}

	@Override
	public void onUsage(UsageRecord record) {
		this.usage.computeIfAbsent(record.requestId(), (id) -> new CopyOnWriteArrayList<>()).add(record);
	}

	/** Puts the log in. */
	@Configuration(proxyBeanMethods = false)
	static class Setup {

		@Bean
		EndingLog endingLog() {
			return new EndingLog();
		}

	}

}
