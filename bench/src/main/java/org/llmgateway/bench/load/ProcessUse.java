package org.llmgateway.bench.load;

/**
 * What a process used during a window.
 *
 * @param pid the process id
 * @param cpuSeconds user and system time spent in the window, negative if unknown
 * @param compilerSeconds how much of it the just-in-time compiler spent, 0 if unknown
 * @param rssBytes resident memory at the end of the window, negative if unknown
 */
public record ProcessUse(long pid, double cpuSeconds, double compilerSeconds, long rssBytes) {

	/**
	 * The compiler's part of the CPU time.
	 * @return from 0 to 1
	 */
	public double compilerShare() {
		return (this.cpuSeconds > 0) ? Math.min(1, this.compilerSeconds / this.cpuSeconds) : 0;
	}

}
