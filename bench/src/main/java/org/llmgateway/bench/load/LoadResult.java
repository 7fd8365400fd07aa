package org.llmgateway.bench.load;

import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What was seen during one window.
 *
 * @param seconds the true length of the window
 * @param requests answers per window: for streams the events received divided by the
 * events of one stream, so that streams longer than the window count by their part
 * @param completed the answers that ended rightly in the window
 * @param errors the answers that ended wrongly, from the first request to the last
 * @param errorKinds the errors by kind
 * @param latency from sending the request to the end of the answer
 * @param firstToken from sending the request to the first event
 * @param gap between two reads of one stream that carried events
 * @param loadCpuSeconds the CPU time of the load generator itself
 * @param otherCpuSeconds the CPU time of everything else on the machine, negative if
 * unknown
 * @param processes what the watched processes used, in the order asked for
 */
public record LoadResult(double seconds, double requests, long completed, long errors, Map<String, Long> errorKinds,
		@Nullable Quantiles latency, @Nullable Quantiles firstToken, @Nullable Quantiles gap, double loadCpuSeconds,
		double otherCpuSeconds, List<ProcessUse> processes) {

	/** The kind of error of a window in which no answer came at all. */
	public static final String NO_ANSWER = "no answer in the window";

}
