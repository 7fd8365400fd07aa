package org.llmgateway.limit;

/**
 * A source that says what it is told.
 */
final class FakeSource implements MemorySource {

	private final String name;

	volatile double level;

	FakeSource(String name) {
		this.name = name;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Reading read(long now) {
		if (this.level < 0) {
			throw new IllegalStateException("The source is broken");
		}
		return Reading.of(this.level, now);
	}

}
