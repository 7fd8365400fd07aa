package org.llmgateway.house.violations.attic;

/** Is in no room. */
final class Lost {

}
