package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One write of an answer's body, flushed by itself.
 *
 * @param bytes the bytes, not copied
 * @param before wait before the write; zero for none
 * @param content how many content events end in these bytes
 */
public record MockWrite(byte[] bytes, Duration before, int content) {

	/**
	 * A write without a pause, of which nothing is known.
	 * @param text the bytes as text
	 * @return the write
	 */
	static MockWrite of(String text) {
		return new MockWrite(text.getBytes(StandardCharsets.UTF_8), Duration.ZERO, 0);
	}

}
