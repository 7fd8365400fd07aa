package org.llmgateway.house.violations.limit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Breaks all rules for auto-configurations.
 */
@AutoConfiguration
class LimitAutoConfiguration {

	@Bean
	@ConditionalOnClass(String.class)
	public String limitBean() {
		int lines = 0;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		lines++;
		return String.valueOf(lines);
	}

}
