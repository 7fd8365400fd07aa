/**
 * Pools of endpoints, and the attempts at them.
 */
@NullMarked
package org.llmgateway.upstream;

import org.jspecify.annotations.NullMarked;
