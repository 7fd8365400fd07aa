package org.llmgateway.house.violations.limit;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Breaks all rules for auto-configurations.
 */
@AutoConfiguration
class LimitAutoConfiguration {

	/**
	 * Line 1 of too many. Line 2 of too many. Line 3 of too many. Line 4 of too many.
	 * Line 5 of too many. Line 6 of too many. Line 7 of too many. Line 8 of too many.
	 * Line 9 of too many. Line 10 of too many. Line 11 of too many. Line 12 of too many.
	 * Line 13 of too many. Line 14 of too many. Line 15 of too many. Line 16 of too many.
	 * Line 17 of too many. Line 18 of too many. Line 19 of too many. Line 20 of too many.
	 * Line 21 of too many. Line 22 of too many. Line 23 of too many. Line 24 of too many.
	 * Line 25 of too many. Line 26 of too many. Line 27 of too many. Line 28 of too many.
	 * Line 29 of too many. Line 30 of too many. Line 31 of too many. Line 32 of too many.
	 * Line 33 of too many. Line 34 of too many. Line 35 of too many. Line 36 of too many.
	 * Line 37 of too many. Line 38 of too many. Line 39 of too many. Line 40 of too many.
	 * Line 41 of too many. Line 42 of too many. Line 43 of too many. Line 44 of too many.
	 * Line 45 of too many. Line 46 of too many. Line 47 of too many. Line 48 of too many.
	 * Line 49 of too many. Line 50 of too many. Line 51 of too many. Line 52 of too many.
	 * Line 53 of too many. Line 54 of too many. Line 55 of too many. Line 56 of too many.
	 * Line 57 of too many. Line 58 of too many. Line 59 of too many. Line 60 of too many.
	 * Line 61 of too many. Line 62 of too many. Line 63 of too many. Line 64 of too many.
	 * Line 65 of too many. Line 66 of too many. Line 67 of too many. Line 68 of too many.
	 * Line 69 of too many. Line 70 of too many. Line 71 of too many. Line 72 of too many.
	 * Line 73 of too many. Line 74 of too many. Line 75 of too many. Line 76 of too many.
	 * Line 77 of too many. Line 78 of too many. Line 79 of too many. Line 80 of too many.
	 * Line 81 of too many. Line 82 of too many. Line 83 of too many. Line 84 of too many.
	 * Line 85 of too many. Line 86 of too many. Line 87 of too many. Line 88 of too many.
	 * Line 89 of too many. Line 90 of too many. Line 91 of too many. Line 92 of too many.
	 * Line 93 of too many. Line 94 of too many. Line 95 of too many. Line 96 of too many.
	 * Line 97 of too many. Line 98 of too many. Line 99 of too many. Line 100 of too
	 * many. Line 101 of too many. Line 102 of too many. Line 103 of too many. Line 104 of
	 * too many. Line 105 of too many. Line 106 of too many. Line 107 of too many. Line
	 * 108 of too many. Line 109 of too many. Line 110 of too many.
	 */
	@Bean
	@ConditionalOnClass(String.class)
	public String limitBean() {
		return "";
	}

}
