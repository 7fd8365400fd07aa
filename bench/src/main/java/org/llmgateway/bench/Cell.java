package org.llmgateway.bench;

import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;

/**
 * One field of the matrix.
 *
 * @param protocol how the client speaks
 * @param workload what it asks for
 */
record Cell(Protocol protocol, Workload workload) {

	@Override
	public String toString() {
		return this.protocol + " " + this.workload;
	}

}
