package org.llmgateway.inspection;

import org.jspecify.annotations.Nullable;

/**
 * A body that is not acceptable: the caller's fault, status 400.
 *
 * @param message what was wrong, where, and what is allowed; without anything of the
 * prompt, and with at most 64 printable characters of an offending model's name
 * @param param the member that was wrong, or {@code null} if the document as a whole was
 * @param reason what it is counted as
 */
record InspectionRejection(String message, @Nullable String param, BodyRefusal reason) implements Inspection {
}
