package org.llmgateway.limit;

import org.llmgateway.llm.LoadClass;

/**
 * How full memory is: a plain volatile read, on any thread.
 */
interface MemoryLevel {

	/**
	 * The highest of the levels of heap, collector, direct memory and container.
	 * @return 0 for empty to 1 for full
	 */
	double value();

	/**
	 * Whether new requests of a class are refused.
	 * @param loadClass the class
	 * @return {@code true} if they are
	 */
	boolean sheds(LoadClass loadClass);

	/**
	 * Whether nothing new is taken at all.
	 * @return {@code true} if memory is nearly gone
	 */
	boolean isFull();

}
