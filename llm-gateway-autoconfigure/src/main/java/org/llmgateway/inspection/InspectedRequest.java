package org.llmgateway.inspection;

import org.llmgateway.llm.LlmRequest;

/**
 * A body that is acceptable.
 *
 * @param request what it asks for
 */
record InspectedRequest(LlmRequest request) implements Inspection {
}
