package org.llmgateway.exchange;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How running requests are let go at shutdown.
 *
 * @param limit how long they may take
 */
public record Drain(Duration limit) {

	/** The property that says how long Spring waits in one phase of its shutdown. */
	public static final String PHASE = "spring.lifecycle.timeout-per-shutdown-phase";

	/** What is left of the shutdown phase for closing sockets. */
	private static final Duration RESERVE = Duration.ofSeconds(2);

	/**
	 * Decides.
	 * @param configured {@code llm.gateway.drain-timeout}, if set
	 * @param phase {@code spring.lifecycle.timeout-per-shutdown-phase}
	 * @param graceful whether {@code server.shutdown} is graceful; if not, nothing waits
	 * @return the decision
	 * @throws ConfigurationFault if Spring would cut the drain short
	 */
	public static Drain of(@Nullable Duration configured, Duration phase, boolean graceful) {
		if (configured != null && configured.compareTo(phase) > 0) {
			throw new ConfigurationFault("llm.gateway.drain-timeout", configured.toSeconds() + "s",
					"Spring ends the shutdown phase after " + phase.toSeconds() + "s (" + PHASE + ")",
					"Set " + PHASE + " above llm.gateway.drain-timeout, or lower the latter.");
		}
		if (!graceful) {
			return new Drain(Duration.ZERO);
		}
		if (configured != null) {
			return new Drain(configured);
		}
		return new Drain((phase.compareTo(RESERVE.multipliedBy(2)) > 0) ? phase.minus(RESERVE) : phase.dividedBy(2));
	}

}
