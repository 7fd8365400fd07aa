package org.llmgateway.house.violations.quota;

/** Has no name. */
final class QuotaUtils {

}
