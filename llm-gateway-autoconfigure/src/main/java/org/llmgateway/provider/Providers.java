package org.llmgateway.provider;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.PassThrough;

/**
 * All providers, by name.
 */
public interface Providers {

	/**
	 * Finds a provider.
	 * @param name its name
	 * @return the provider, or {@code null}
	 */
	@Nullable Provider find(String name);

	/**
	 * All providers.
	 * @return in the order of their configuration
	 */
	Collection<Provider> all();

	/**
	 * The paths that providers let through.
	 * @return one entry for each provider that lets any through
	 */
	List<PassThrough> passThroughs();

}
