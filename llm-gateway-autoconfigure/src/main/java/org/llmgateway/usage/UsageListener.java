package org.llmgateway.usage;

/**
 * Is told what each request has used: a bean of the team's.
 */
@FunctionalInterface
public interface UsageListener {

	/**
	 * A request is over. Told exactly once for each request that was routed, on the event
	 * loop that closed it: must not block. What it throws is logged and hurts nobody.
	 * @param usage what the request has used
	 */
	void onUsage(UsageRecord usage);

}
