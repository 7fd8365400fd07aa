/**
 * The rules of the house, and what it looks like from outside, as tests.
 */
@NullMarked
package org.llmgateway.house;

import org.jspecify.annotations.NullMarked;
