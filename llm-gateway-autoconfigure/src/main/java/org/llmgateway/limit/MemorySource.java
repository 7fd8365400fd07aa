package org.llmgateway.limit;

/**
 * One of the things that memory can run out of.
 */
interface MemorySource {

	/**
	 * The name of the source.
	 * @return one word
	 */
	String name();

	/**
	 * How full it is; called by one thread, at each interval.
	 * @param now the time, in nanoseconds
	 * @return what is known of it
	 */
	Reading read(long now);

}
