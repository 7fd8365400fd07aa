package org.llmgateway.route;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesSource;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;

import org.llmgateway.exchange.StreamOverrides;
import org.llmgateway.llm.LoadClass;

/**
 * How requests find their pools.
 *
 * @param door which door serves the LLM surfaces
 * @param models which models are served by which pools
 * @param defaultProvider the provider of the surfaces that have no model: audio, images
 * and files
 */
@ConfigurationProperties("llm.gateway")
record RouteProperties(@DefaultValue("auto") DoorMode door, @DefaultValue List<ModelDefinition> models,
		@Nullable String defaultProvider) {

	/**
	 * Models and the pools that serve them.
	 *
	 * @param match the names of models, or patterns in which an asterisk stands for any
	 * characters
	 * @param pools the names of the pools, in order of preference
	 * @param stream what differs for streams of these models
	 * @param loadClass the class that requests for these models have at most under load:
	 * sheddable or standard
	 */
	@ConfigurationPropertiesSource
	record ModelDefinition(@DefaultValue List<String> match, @DefaultValue List<String> pools,
			@NestedConfigurationProperty @Nullable StreamOverrides stream, @Nullable LoadClass loadClass) {

	}

}
