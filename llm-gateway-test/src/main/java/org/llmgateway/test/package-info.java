/**
 * A mock LLM provider and a local certificate, for the gateway's own tests and for those
 * of the applications that use it.
 */
@NullMarked
package org.llmgateway.test;

import org.jspecify.annotations.NullMarked;
