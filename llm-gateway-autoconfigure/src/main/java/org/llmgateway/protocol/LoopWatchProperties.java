package org.llmgateway.protocol;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The watch on the event loops.
 *
 * @param enabled whether the delay of each event loop is measured
 * @param interval how often each loop is asked for a sign of life
 * @param blockedAfter how long a loop may give none before its stack is logged
 */
@ConfigurationProperties("llm.gateway.loop-watch")
record LoopWatchProperties(@DefaultValue("true") boolean enabled, @DefaultValue("100ms") Duration interval,
		@DefaultValue("1s") Duration blockedAfter) {

}
