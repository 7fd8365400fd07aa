/**
 * The suites that prove the gateway over real sockets, and what they stand on.
 */
@NullMarked
package org.llmgateway.suite;

import org.jspecify.annotations.NullMarked;
