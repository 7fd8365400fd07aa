package org.llmgateway.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.llmgateway.llm.Dialect;

/**
 * Makes a provider without starting an application.
 */
public final class BenchmarkProvider {

	private BenchmarkProvider() {
	}

	/**
	 * A provider without a key.
	 * @param name its name
	 * @param dialect what it speaks
	 * @return the provider
	 */
	public static Provider of(String name, Dialect dialect) {
		URI url = URI.create("http://localhost");
		return new Provider(name, url, new ProviderProperties.Definition(dialect, url, List.of(), Map.of(),
				UpstreamProtocol.H1, null, null, true, null), KeySettings.DEFAULT);
	}

}
