package org.llmgateway.limit;

import java.time.Duration;
import java.util.Map;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many requests may be under way at once, in total and in each pool.
 *
 * @param mode whether there is a limit in total, and what it goes by
 * @param max the fixed limit, or the greatest adaptive one
 * @param min the least adaptive limit
 * @param initial the adaptive limit to begin with
 * @param tolerance how many times as long as without a queue a first token may take
 * before the adaptive limit falls
 * @param window how often the adaptive limit changes at most
 * @param probe after how long at the limit the time without a queue is measured anew; 0
 * for never
 * @param queue where requests wait for the limit in total
 * @param pools the limits of pools, by their names
 */
@ConfigurationProperties("llm.gateway.limit.concurrency")
record ConcurrencyProperties(@DefaultValue("off") LimitMode mode, @DefaultValue("1000") int max,
		@DefaultValue("10") int min, @DefaultValue("50") int initial, @DefaultValue("1.5") double tolerance,
		@DefaultValue("1s") Duration window, @DefaultValue("1m") Duration probe, @DefaultValue Queue queue,
		@DefaultValue Map<String, Pool> pools) {

	/**
	 * Where requests wait.
	 *
	 * @param perTenant how many requests of one tenant may wait; 0 for none
	 * @param total how many requests may wait in all; 0 for none
	 * @param timeout how long a request may wait
	 * @param weights how many requests of a tenant pass in its turn; 1 for those that are
	 * not named
	 */
	record Queue(@DefaultValue("100") int perTenant, @DefaultValue("1000") int total,
			@DefaultValue("10s") Duration timeout, @DefaultValue Map<String, Integer> weights) {

	}

	/**
	 * The limit of a pool, which no request waits for.
	 *
	 * @param mode what the limit goes by
	 * @param max the fixed limit, or the greatest adaptive one
	 * @param min the least adaptive limit
	 * @param initial the adaptive limit to begin with
	 * @param tolerance how many times as long as without a queue a first token may take
	 * before the adaptive limit falls
	 * @param window how often the adaptive limit changes at most
	 * @param probe after how long at the limit the time without a queue is measured anew;
	 * 0 for never
	 */
	@ConfigurationPropertiesSource
	record Pool(@DefaultValue("off") LimitMode mode, @DefaultValue("1000") int max, @DefaultValue("10") int min,
			@DefaultValue("50") int initial, @DefaultValue("1.5") double tolerance, @DefaultValue("1s") Duration window,
			@DefaultValue("1m") Duration probe) {

	}

	/**
	 * The limit in total, in the words of a pool's.
	 * @return its settings
	 */
	Pool total() {
		return new Pool(this.mode, this.max, this.min, this.initial, this.tolerance, this.window, this.probe);
	}

}
