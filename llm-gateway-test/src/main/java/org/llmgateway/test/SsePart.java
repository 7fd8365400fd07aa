package org.llmgateway.test;

import org.jspecify.annotations.Nullable;

/**
 * A piece of a recorded stream.
 *
 * @param raw the bytes as text
 * @param data the data that a parser takes from it, or {@code null} for none
 */
record SsePart(String raw, @Nullable String data) {

}
