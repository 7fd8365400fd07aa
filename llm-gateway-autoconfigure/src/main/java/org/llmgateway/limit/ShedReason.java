package org.llmgateway.limit;

/**
 * Why a request is refused for the gateway's load: what a metric, a report and the caller
 * are told.
 */
enum ShedReason {

	/** Memory is too full for the class of the request. */
	MEMORY("memory", "memory is too full for its class", 2),

	/** Memory is nearly gone: nothing is taken. */
	FULL("full", "memory is nearly gone", 5),

	/** The requests under way hold as many bytes as they may. */
	BUDGET("budget", "the requests under way hold as many bytes as they may", 1),

	/** The queue of the tenant is full. */
	QUEUE_FULL("queue-full", "the queue is full", 1),

	/** The request has waited too long in the queue. */
	QUEUE_TIMEOUT("queue-timeout", "it has waited too long in the queue", 1);

	private final String tag;

	private final String text;

	private final String retryAfter;

	ShedReason(String tag, String text, int retryAfterSeconds) {
		this.tag = tag;
		this.text = text;
		this.retryAfter = Integer.toString(retryAfterSeconds);
	}

	/**
	 * The name of the reason in metrics and reports.
	 * @return a name in kebab case
	 */
	String tag() {
		return this.tag;
	}

	/**
	 * The reason for the caller.
	 * @return the rest of a sentence
	 */
	String text() {
		return this.text;
	}

	/**
	 * When the caller may come again.
	 * @return a number of seconds
	 */
	String retryAfter() {
		return this.retryAfter;
	}

}
