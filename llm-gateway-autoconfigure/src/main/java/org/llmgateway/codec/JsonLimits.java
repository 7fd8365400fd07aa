package org.llmgateway.codec;

/**
 * How much structure a JSON document may have before {@link JsonPeek} rejects it.
 *
 * @param maxDepth the deepest nesting of objects and arrays, the document's own object
 * included
 * @param maxMembers the most members of all objects together
 */
public record JsonLimits(int maxDepth, int maxMembers) {

	/**
	 * 512 levels and 500,000 members; elements of arrays are bounded by the size of the
	 * body alone.
	 */
	public static final JsonLimits DEFAULT = new JsonLimits(512, 500_000);

	/**
	 * For a part of a document that was scanned within limits as a whole.
	 */
	public static final JsonLimits NONE = new JsonLimits(Integer.MAX_VALUE, Integer.MAX_VALUE);

	public JsonLimits {
		if (maxDepth < 1 || maxMembers < 0) {
			throw new IllegalArgumentException("maxDepth must be at least 1 and maxMembers at least 0");
		}
	}

}
