package org.llmgateway.house.violations.quota;

/** Is public without need. */
public final class PublicCounter {

}
