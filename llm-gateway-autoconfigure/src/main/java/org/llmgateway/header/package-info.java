/**
 * The room that looks at the headers of a request before anything else does.
 */
@NullMarked
package org.llmgateway.header;

import org.jspecify.annotations.NullMarked;
