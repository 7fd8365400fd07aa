package org.llmgateway.exchange;

/**
 * Something that keeps memory for speed, and can keep less or a little more: a bean that
 * the {@code limit} room tells when memory is plenty or scarce.
 */
public interface Elastic {

	/**
	 * Changes how much is kept; from any thread.
	 * @param factor what to multiply the present bound by: 0.9 to give back a tenth, 1.2
	 * to grow by a fifth; never beyond what the configuration allows
	 */
	void scale(double factor);

}
