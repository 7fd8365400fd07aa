package org.llmgateway.limit;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * How full memory may be. Levels are shares, from 0 for empty to 1 for full.
 *
 * @param enabled whether memory is watched, and requests are refused by it
 * @param interval how often it is looked at
 * @param hysteresis how far below its mark a refusal ends
 * @param trust how long a reading counts in full that no collection and no growth renews
 * @param collectorTime the share of time in which the collector stops the application
 * that counts as full
 * @param zone where memory is given back, and where it may grow
 * @param shed from which level on requests are refused, by class
 */
@ConfigurationProperties("llm.gateway.limit.memory")
record MemoryProperties(@DefaultValue("true") boolean enabled, @DefaultValue("100ms") Duration interval,
		@DefaultValue("0.05") double hysteresis, @DefaultValue("2s") Duration trust,
		@DefaultValue("0.33") double collectorTime, @DefaultValue Zone zone, @DefaultValue Shed shed) {

	private static final String PREFIX = "llm.gateway.limit.memory.";

	MemoryProperties {
		atLeast("interval", interval, Duration.ofMillis(10));
		atLeast("trust", trust, Duration.ZERO);
		atLeast("zone.step", zone.step(), Duration.ofMillis(10));
		share("collector-time", collectorTime, 0, 1);
		share("zone.low", zone.low(), 0, zone.high());
		share("zone.high", zone.high(), zone.low(), 1);
		share("zone.give-back", zone.giveBack(), 0, 0.5);
		share("zone.growth", zone.growth(), 0, 1);
		share("shed.sheddable", shed.sheddable(), 0, shed.standard());
		share("shed.standard", shed.standard(), shed.sheddable(), shed.critical());
		share("shed.critical", shed.critical(), shed.standard(), shed.all());
		share("shed.all", shed.all(), shed.critical(), 1);
		share("hysteresis", hysteresis, 0, shed.sheddable());
	}

	private static void atLeast(String name, Duration time, Duration least) {
		if (time.compareTo(least) < 0) {
			throw new ConfigurationFault(PREFIX + name, time.toMillis() + "ms", "it is too short",
					"Set a time of " + least.toMillis() + "ms at least.");
		}
	}

	private static void share(String name, double value, double least, double most) {
		if (!(value >= least && value <= most)) {
			throw new ConfigurationFault(PREFIX + name, String.valueOf(value),
					"levels are shares that rise from zone"
							+ ".low to zone.high, and from shed.sheddable to shed.standard, shed.critical and shed.all",
					"Set a value from " + least + " to " + most + ".");
		}
	}

	WaterSettings settings() {
		return new WaterSettings(this.zone.low(), this.zone.high(), this.shed.sheddable(), this.shed.standard(),
				this.shed.critical(), this.shed.all(), this.hysteresis, this.trust.toNanos(),
				this.zone.step().toNanos(), this.zone.giveBack(), this.zone.growth());
	}

	/**
	 * Where memory is given back, and where it may grow.
	 *
	 * @param low below this level the byte budget and idle connections give back a share
	 * at each step
	 * @param high above this level they may grow, once
	 * @param step the time from one giving back to the next
	 * @param giveBack the share that is given back in a step
	 * @param growth the share by which they may grow
	 */
	record Zone(@DefaultValue("0.30") double low, @DefaultValue("0.75") double high, @DefaultValue("10s") Duration step,
			@DefaultValue("0.10") double giveBack, @DefaultValue("0.20") double growth) {

	}

	/**
	 * From which level on requests are refused.
	 *
	 * @param sheddable those of the class sheddable
	 * @param standard those of the class standard, which is the default
	 * @param critical those of the class critical
	 * @param all all of them, before anything of them is read
	 */
	record Shed(@DefaultValue("0.65") double sheddable, @DefaultValue("0.75") double standard,
			@DefaultValue("0.90") double critical, @DefaultValue("0.95") double all) {

	}

}
