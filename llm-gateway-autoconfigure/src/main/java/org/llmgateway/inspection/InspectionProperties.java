package org.llmgateway.inspection;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import org.llmgateway.codec.JsonLimits;
import org.llmgateway.exchange.ConfigurationFault;

/**
 * How request bodies are read and looked at, and how much they may ask for.
 *
 * @param maxBodySize the largest body on an inspected surface; larger ones are refused
 * with 413
 * @param maxDepth the deepest nesting of objects and arrays in a body
 * @param maxMembers the most members of all objects of a body together
 * @param maxOutputTokens the most output that a request may ask for, in tokens; 0 for any
 * @param maxChoices the largest n and best_of; 0 for any
 * @param maxMessages the most messages, inputs or prompts of a request; 0 for any
 * @param checkTemperature whether a temperature outside the dialect's range is refused: 0
 * to 2 for OpenAI, 0 to 1 for Anthropic
 */
@ConfigurationProperties("llm.gateway.inspection")
record InspectionProperties(@DefaultValue("32MB") DataSize maxBodySize, @DefaultValue("512") int maxDepth,
		@DefaultValue("500000") int maxMembers, @DefaultValue("0") long maxOutputTokens,
		@DefaultValue("128") long maxChoices, @DefaultValue("100000") long maxMessages,
		@DefaultValue("true") boolean checkTemperature) {

	/** Ordinary requests have up to about ten levels, and a schema in them some more. */
	private static final int LEAST_DEPTH = 16;

	private static final int MOST_DEPTH = 65_536;

	InspectionProperties {
		check("max-body-size", maxBodySize.toString(), maxBodySize.toBytes() > 0, "a body has at least 1 byte");
		check("max-depth", maxDepth, maxDepth >= LEAST_DEPTH && maxDepth <= MOST_DEPTH,
				"a depth is from " + LEAST_DEPTH + " to " + MOST_DEPTH);
		check("max-members", maxMembers, maxMembers > 0, "a body has at least 1 member, the model");
		check("max-output-tokens", maxOutputTokens, maxOutputTokens >= 0, "an amount is not negative");
		check("max-choices", maxChoices, maxChoices >= 0, "an amount is not negative");
		check("max-messages", maxMessages, maxMessages >= 0, "an amount is not negative");
	}

	private static void check(String name, Object value, boolean right, String reason) {
		if (!right) {
			throw new ConfigurationFault("llm.gateway.inspection." + name, value.toString(), reason,
					"Set it so, or leave the property out for the default.");
		}
	}

	/**
	 * The largest body as a number.
	 * @return a size in bytes
	 */
	int maxBodyBytes() {
		return (int) Math.min(this.maxBodySize.toBytes(), Integer.MAX_VALUE);
	}

	JsonLimits limits() {
		return new JsonLimits(this.maxDepth, this.maxMembers);
	}

	RequestBounds bounds() {
		return new RequestBounds(this.maxOutputTokens, this.maxChoices, this.maxMessages, this.checkTemperature);
	}

}
