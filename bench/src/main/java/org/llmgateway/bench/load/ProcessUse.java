package org.llmgateway.bench.load;

/**
 * What a process used during a window.
 *
 * @param pid the process id
 * @param cpuSeconds user and system time spent in the window, negative if unknown
 * @param rssBytes resident memory at the end of the window, negative if unknown
 */
public record ProcessUse(long pid, double cpuSeconds, long rssBytes) {

}
