package org.llmgateway.bench.load;

/**
 * One connection that keeps its share of the requests under way; called on the event loop
 * only.
 */
interface LoadClient {

	/**
	 * Connects and sends the first requests.
	 */
	void start();

	/**
	 * Closes the connection at once.
	 */
	void close();

}
