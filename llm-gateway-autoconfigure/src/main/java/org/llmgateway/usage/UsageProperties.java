package org.llmgateway.usage;

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How usage is counted and reported.
 *
 * @param include when OpenAI streams are asked for usage in the caller's place
 * @param log the log with a line for each request
 */
@ConfigurationProperties("llm.gateway.usage")
record UsageProperties(@DefaultValue("auto") UsageInclusion include, @DefaultValue Log log) {

	/**
	 * The usage log.
	 *
	 * @param path the file that lines of JSON are added to; none is written where it is
	 * not set
	 * @param maxQueue how many records may wait to be written; what is beyond it is
	 * dropped and counted
	 */
	record Log(@Nullable Path path, @DefaultValue("100000") int maxQueue) {

	}

}
