package org.llmgateway.docs;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

import org.springframework.stereotype.Component;

import org.llmgateway.usage.UsageListener;
import org.llmgateway.usage.UsageRecord;

/**
 * Adds up the output of each model.
 */
@Component
class UsageByModel implements UsageListener {

	private final Map<String, LongAdder> output = new ConcurrentHashMap<>();

	@Override
	public void onUsage(UsageRecord usage) {
		this.output.computeIfAbsent(String.valueOf(usage.model()), (model) -> new LongAdder())
			.add(usage.tokens().output());
	}

}
