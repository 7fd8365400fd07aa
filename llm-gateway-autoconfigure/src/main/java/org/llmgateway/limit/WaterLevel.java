package org.llmgateway.limit;

import org.llmgateway.limit.Water.Zone;

/**
 * Decides by the readings of all sources how high the water stands, who is refused and
 * what becomes of elastic bounds.
 *
 * <p>
 * The level is the highest of the sources' levels. A source's level is what is proven;
 * where more is possible, it is that, but never so much that it refuses anybody: a guess
 * holds memory together and turns nobody away. A proof that nothing renews for
 * {@code trust} fades by {@value #FADING} a second, down to where it refuses nobody any
 * more: a heap that is really full is collected again and again, and one that is not
 * collected any more would keep all work out by what it once was.
 *
 * <p>
 * A class is refused from its mark on, and until the level is {@code hysteresis} below.
 */
final class WaterLevel {

	/** How much of a stale reading fades in a second. */
	static final double FADING = 0.15;

	private static final double SECOND = 1e9;

	private final WaterSettings settings;

	private final double[] marks;

	private int refused;

	private boolean full;

	private boolean high;

	private boolean low;

	/** When the next giving back is due at the earliest. */
	private long due;

	WaterLevel(WaterSettings settings, long now) {
		this.settings = settings;
		this.due = now;
		this.marks = new double[] { settings.sheddable(), settings.standard(), settings.critical() };
	}

	/**
	 * Takes the readings of all sources.
	 * @param readings one of each source
	 * @param now the time, in nanoseconds
	 * @return the level, and what follows
	 */
	Water rise(Reading[] readings, long now) {
		int source = 0;
		double level = 0;
		for (int i = 0; i < readings.length; i++) {
			double each = levelOf(readings[i], now);
			if (each > level) {
				level = each;
				source = i;
			}
		}
		refuse(level);
		double factor = factor(level, now);
		Zone zone = this.high ? Zone.HIGH : (this.low ? Zone.LOW : Zone.HOLD);
		return new Water(level, source, zone, this.refused, this.full, factor);
	}

	/**
	 * What a reading is worth.
	 * @param reading what a source says
	 * @param now the time, in nanoseconds
	 * @return the level of the source
	 */
	double levelOf(Reading reading, long now) {
		double calm = this.settings.calm();
		double proven = reading.proven();
		long stale = now - reading.at() - this.settings.trust();
		if (stale > 0 && proven > calm) {
			proven = Math.max(calm, proven - FADING * stale / SECOND);
		}
		return Math.max(proven, Math.min(reading.possible(), calm));
	}

	private void refuse(double level) {
		double hysteresis = this.settings.hysteresis();
		while (this.refused < this.marks.length && level >= this.marks[this.refused]) {
			this.refused++;
		}
		while (this.refused > 0 && level < this.marks[this.refused - 1] - hysteresis) {
			this.refused--;
		}
		this.full = level >= this.settings.all() - (this.full ? hysteresis : 0);
	}

	private double factor(double level, long now) {
		boolean wasHigh = this.high;
		this.high = level >= this.settings.high() - (wasHigh ? this.settings.hysteresis() : 0);
		boolean wasLow = this.low;
		this.low = level < this.settings.low();
		if (this.high && !wasHigh) {
			return 1 + this.settings.growth();
		}
		if (!this.low || now - this.due < 0) {
			return 1;
		}
		this.due = now + this.settings.step();
		return wasLow ? 1 - this.settings.giveBack() : 1;
	}

}
