package org.llmgateway.limit;

import java.time.Duration;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Direct memory that is in use counts, and what a pool keeps free does not for long.
 */
class DirectMemorySourceTests {

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final WaterLevel water = new WaterLevel(WaterLevelTests.SETTINGS, 0);

	private long used;

	private long free = -1;

	private long now;

	@Test
	void whenAPoolTellsWhatIsFreeThenItDoesNotCount() {
		this.free = 800;
		DirectMemorySource source = source();
		this.used = 900;
		assertThat(source.read(0)).isEqualTo(new Reading(0.1, 0.9, 0));
	}

	@Test
	void whenAPoolGrowsThenAllOfItIsInUse() {
		DirectMemorySource source = source();
		for (int i = 0; i < 100; i++) {
			this.used = 800 + i;
			assertThat(look(source).sheds()).isTrue();
		}
	}

	@Test
	void whenAPoolGrowsNoMoreThenItMayBeFree() {
		DirectMemorySource source = source();
		this.used = 990;
		assertThat(look(source).full()).isTrue();
		for (int i = 0; i < 50; i++) {
			look(source);
		}
		Water state = look(source);
		assertThat(state.sheds()).isFalse();
		assertThat(state.zone()).isEqualTo(Water.Zone.HOLD);
	}

	@Test
	void whenNettyAllocatesThenItIsSeen() {
		DirectMemorySource source = DirectMemorySource.ofNetty(0);
		double before = source.read(0).possible();
		ByteBuf large = ByteBufAllocator.DEFAULT.directBuffer(32 << 20);
		try {
			assertThat(source.read(SECOND).possible()).isGreaterThan(before + 0.01);
		}
		finally {
			large.release();
		}
	}

	private DirectMemorySource source() {
		return new DirectMemorySource(() -> this.used, () -> this.free, 1000, 0);
	}

	private Water look(DirectMemorySource source) {
		this.now += SECOND / 10;
		return this.water.rise(new Reading[] { source.read(this.now) }, this.now);
	}

}
