package org.llmgateway.provider;

import java.net.URI;
import java.util.List;
import java.util.Map;

import org.llmgateway.llm.Dialect;

/**
 * Providers for the tests of other rooms.
 */
public final class ProviderFixture {

	private ProviderFixture() {
	}

	/**
	 * A provider without a key.
	 * @param name its name
	 * @param dialect what it speaks
	 * @return the provider
	 */
	public static Provider speaking(String name, Dialect dialect) {
		URI url = URI.create("http://host");
		return new Provider(name, url,
				new ProviderProperties.Definition(dialect, url, List.of(), Map.of(), UpstreamProtocol.H1, null, null));
	}

}
