package org.llmgateway.limit;

import org.llmgateway.llm.LoadClass;

/**
 * The level where memory is not watched: nobody is refused.
 */
final class PlentyOfMemory implements MemoryLevel {

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
