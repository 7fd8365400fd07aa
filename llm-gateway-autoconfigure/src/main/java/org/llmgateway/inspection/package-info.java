/**
 * The room that looks once at a bounded request body and says what is asked of which
 * model.
 */
@NullMarked
package org.llmgateway.inspection;

import org.jspecify.annotations.NullMarked;
