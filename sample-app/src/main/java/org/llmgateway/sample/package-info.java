/**
 * A gateway in one class and one {@code application.yml}.
 */
@NullMarked
package org.llmgateway.sample;

import org.jspecify.annotations.NullMarked;
