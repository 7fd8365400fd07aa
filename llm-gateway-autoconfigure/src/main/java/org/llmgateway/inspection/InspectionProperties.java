package org.llmgateway.inspection;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How request bodies are read and looked at.
 *
 * @param maxBodySize the largest body on an inspected surface; larger ones are refused
 * with 413
 */
@ConfigurationProperties("llm.gateway.inspection")
record InspectionProperties(@DefaultValue("32MB") DataSize maxBodySize) {

}
