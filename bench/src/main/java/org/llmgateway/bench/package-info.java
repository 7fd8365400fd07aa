/**
 * The load harness: starts the mock LLM, the gateways and the load generator as processes
 * of their own, measures them in turn and reports.
 */
@NullMarked
package org.llmgateway.bench;

import org.jspecify.annotations.NullMarked;
