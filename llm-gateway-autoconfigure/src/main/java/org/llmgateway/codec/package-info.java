/**
 * Looks at JSON documents and event streams in Netty buffers without building trees or
 * strings of them.
 */
@NullMarked
package org.llmgateway.codec;

import org.jspecify.annotations.NullMarked;
