package org.llmgateway.limit;

/**
 * A limit that stays as it is configured.
 *
 * @param limit the limit
 */
record FixedLimit(int limit) implements ConcurrencyLimit {

}
