package org.llmgateway.limit;

/**
 * The mean of the logarithms of times: one prompt that takes a hundred times as long as
 * the others moves it by little.
 */
final class LogMean {

	private int count;

	private double sum;

	private double squares;

	void add(long nanos) {
		this.count++;
		double log = Math.log(Math.max(1, nanos));
		this.sum += log;
		this.squares += log * log;
	}

	int count() {
		return this.count;
	}

	/**
	 * The mean.
	 * @return the logarithm of nanoseconds; not a number where there are none
	 */
	double value() {
		return this.sum / this.count;
	}

	/**
	 * How far from the mean of many more such times the mean may well be.
	 * @return the standard error of {@link #value()}
	 */
	double error() {
		double mean = value();
		return Math.sqrt(Math.max(0, this.squares / this.count - mean * mean) / this.count);
	}

	void clear() {
		this.count = 0;
		this.sum = 0;
		this.squares = 0;
	}

}
