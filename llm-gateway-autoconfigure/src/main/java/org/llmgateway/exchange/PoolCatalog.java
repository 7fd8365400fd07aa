package org.llmgateway.exchange;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.LoadClass;

/**
 * What the upstream room tells routing of its pools and providers.
 */
public interface PoolCatalog {

	/**
	 * The names of the pools.
	 * @return the names, never {@code null}
	 */
	Set<String> pools();

	/**
	 * What a pool sets for its streams.
	 * @param pool the name of a pool
	 * @return the settings, or {@code null} where it sets none
	 */
	@Nullable StreamOverrides stream(String pool);

	/**
	 * The class that a pool's requests have at most.
	 * @param pool the name of a pool
	 * @return the class, or {@code null} where the pool sets none
	 */
	@Nullable LoadClass loadClass(String pool);

	/**
	 * The names of the providers.
	 * @return the names, never {@code null}
	 */
	Set<String> providers();

	/**
	 * The paths that providers let through.
	 * @return one entry for each provider that lets any through
	 */
	List<PassThrough> passThroughs();

}
