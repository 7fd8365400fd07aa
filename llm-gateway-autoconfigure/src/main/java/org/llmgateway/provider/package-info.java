/**
 * Providers: where they are, what they speak, and with which key.
 */
@NullMarked
package org.llmgateway.provider;

import org.jspecify.annotations.NullMarked;
