package org.llmgateway.limit;

import org.llmgateway.llm.LoadClass;

/**
 * The memory level where nobody looks at memory: nothing is refused for it.
 */
final class UnknownMemory implements MemoryLevel {

	@Override
	public double value() {
		return 0;
	}

	@Override
	public boolean sheds(LoadClass loadClass) {
		return false;
	}

	@Override
	public boolean isFull() {
		return false;
	}

}
