package org.llmgateway.header;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the headers of a request to the gateway's surfaces must be like.
 *
 * @param preset rules to begin with
 * @param rules rules by header; what a rule leaves out is the preset's
 * @param unknown what becomes of headers that no rule is for, and that HTTP clients and
 * SDKs do not usually send
 * @param audit whether a refused header is logged, without its value
 */
@ConfigurationProperties("llm.gateway.headers")
record HeaderProperties(@DefaultValue("none") Preset preset, @DefaultValue List<Rule> rules,
		@DefaultValue("allow") Unknown unknown, @DefaultValue("true") boolean audit) {

	/**
	 * What is asked of one header.
	 *
	 * @param name the header's name; a trailing asterisk stands for any ending
	 * @param required whether a request has to have it
	 * @param pattern what its value must look like, in the language of docs/headers.md
	 * @param maxLength the most characters that its value may have
	 */
	@ConfigurationPropertiesSource
	record Rule(@Nullable String name, @Nullable Boolean required, @Nullable String pattern,
			@Nullable Integer maxLength) {

	}

	/**
	 * Rules to begin with.
	 */
	enum Preset {

		/**
		 * No rules.
		 */
		NONE,
		/**
		 * Authorization is a bearer token, X-Request-ID and X-Model-Name are names,
		 * wherever they are sent.
		 */
		STANDARD

	}

	/**
	 * What becomes of a header that no rule is for.
	 */
	enum Unknown {

		/**
		 * It is let through.
		 */
		ALLOW,
		/**
		 * The request is refused.
		 */
		REFUSE

	}

}
