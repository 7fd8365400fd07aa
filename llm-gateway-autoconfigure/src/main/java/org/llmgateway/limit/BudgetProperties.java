package org.llmgateway.limit;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * How many bytes all requests together may hold.
 *
 * @param enabled whether there is a byte budget
 * @param size how many bytes all requests together may hold; by default a quarter of the
 * heap or of the direct memory, whichever is smaller
 * @param streamWindow what a request is expected to hold beside its body, from its
 * beginning to the end of its answer
 */
@ConfigurationProperties("llm.gateway.limit.budget")
record BudgetProperties(@DefaultValue("true") boolean enabled, @Nullable DataSize size,
		@DefaultValue("16KB") DataSize streamWindow) {

	BudgetProperties {
		if (size != null && size.toBytes() < 1) {
			throw new ConfigurationFault("llm.gateway.limit.budget.size", size.toString(),
					"a budget of nothing would refuse everything",
					"Set a size such as 256MB, or switch it off with llm.gateway.limit.budget.enabled: false.");
		}
		if (streamWindow.isNegative()) {
			throw new ConfigurationFault("llm.gateway.limit.budget.stream-window", streamWindow.toString(),
					"a size cannot be negative", "Set a size such as 16KB, or 0.");
		}
	}

	/**
	 * The size of the budget. A quarter by default, because a body is held twice while
	 * its parts are joined, and once more in cipher text where the provider is spoken to
	 * with TLS; the rest is for answers and for all else.
	 * @param maxHeap the limit of the heap, in bytes
	 * @param maxDirect the limit of Netty's direct memory, in bytes
	 * @return bytes
	 */
	long size(long maxHeap, long maxDirect) {
		return (this.size != null) ? this.size.toBytes() : Math.max(1, Math.min(maxHeap, maxDirect) / 4);
	}

}
