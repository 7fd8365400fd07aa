/**
 * The load generator: its own process, closed loop, one event loop, lean clients for
 * HTTP/1.1, HTTP/2 and HTTP/3.
 */
@NullMarked
package org.llmgateway.bench.load;

import org.jspecify.annotations.NullMarked;
