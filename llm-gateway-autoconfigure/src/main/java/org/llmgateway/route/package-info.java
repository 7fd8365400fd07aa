/**
 * The two doors, and how a request finds its pools: by convention, or by Spring Cloud
 * Gateway's routes.
 */
@NullMarked
package org.llmgateway.route;

import org.jspecify.annotations.NullMarked;
