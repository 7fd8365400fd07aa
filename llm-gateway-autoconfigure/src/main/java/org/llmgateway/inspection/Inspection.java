package org.llmgateway.inspection;

/**
 * The outcome of a look at a request body.
 */
sealed interface Inspection permits InspectedRequest, InspectionRejection {

}
