/**
 * What a client's connection is: HTTP/1.1, h2c and h2 on TCP, h3 on UDP, their limits,
 * time-outs, guards and their end.
 */
@NullMarked
package org.llmgateway.protocol;

import org.jspecify.annotations.NullMarked;
