package org.llmgateway.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A leak is seen however often it is asked for.
 */
class OpenBuffersTests {

	@Test
	void whenABufferIsLeftThenWaitingForItFails() {
		OpenBuffers.awaitNone(Duration.ofSeconds(10));
		ByteBufAllocator.DEFAULT.buffer(16);
		assertThatIllegalStateException().isThrownBy(() -> OpenBuffers.awaitNone(Duration.ofMillis(50)))
			.withMessageContaining("leak");
		assertThatCode(() -> OpenBuffers.awaitNone(Duration.ZERO)).doesNotThrowAnyException();
	}

	@Test
	void whenABufferIsReleasedLateThenItIsWaitedFor() {
		ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(16);
		CompletableFuture<Boolean> released = CompletableFuture.supplyAsync(buffer::release);
		OpenBuffers.awaitNone(Duration.ofSeconds(10));
		assertThatCode(released::join).doesNotThrowAnyException();
	}

}
