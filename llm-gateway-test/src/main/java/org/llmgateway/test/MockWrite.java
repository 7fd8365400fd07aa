package org.llmgateway.test;

import java.time.Duration;

/**
 * One write of an answer's body, flushed by itself.
 *
 * @param bytes the bytes, not copied
 * @param before wait before the write; zero for none
 */
public record MockWrite(byte[] bytes, Duration before) {

}
