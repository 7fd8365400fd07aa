package org.llmgateway.codec;

/**
 * Why and where a JSON document was rejected; a value and not an exception, so that a
 * flood of bad bodies costs no stack traces.
 *
 * @param reason what was wrong and what is allowed, without anything of the document in
 * it except a watched member's name
 * @param offset where, in bytes from the beginning of the document
 * @param limit whether it is JSON so far, and only more of it than {@link JsonLimits}
 * allow
 */
public record JsonError(String reason, int offset, boolean limit) {
}
