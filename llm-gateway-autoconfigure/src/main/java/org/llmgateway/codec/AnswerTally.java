package org.llmgateway.codec;

/**
 * Counts one answer as it arrives: characters, the provider's token counts, why it
 * stopped.
 */
public final class AnswerTally {

}
