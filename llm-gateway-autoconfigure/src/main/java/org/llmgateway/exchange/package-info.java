/**
 * The hallway: the folder that travels with a request, the stages it passes and the one
 * place where an error becomes an answer.
 */
@NullMarked
package org.llmgateway.exchange;

import org.jspecify.annotations.NullMarked;
