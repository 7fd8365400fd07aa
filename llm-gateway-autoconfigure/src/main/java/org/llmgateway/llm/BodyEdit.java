package org.llmgateway.llm;

/**
 * A replacement of some bytes of a JSON body by others.
 *
 * @param start offset of the first byte that goes
 * @param end offset just after the last byte that goes; equal to the start where nothing
 * does
 * @param json what comes in its place, as it stands
 */
public record BodyEdit(int start, int end, String json) {

}
