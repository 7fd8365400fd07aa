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
		return create(name, URI.create("http://host"), dialect);
	}

	/**
	 * A provider at an address, spoken to by HTTP/1.1, without a key.
	 * @param url its URL
	 * @param dialect what it speaks
	 * @return the provider
	 */
	public static Provider at(URI url, Dialect dialect) {
		return create("raw", url, dialect);
	}

	/**
	 * A provider of OpenAI's dialect with keys.
	 * @param name its name
	 * @param keys the keys
	 * @return the provider
	 */
	public static Provider with(String name, String... keys) {
		URI url = URI.create("http://host");
		return new Provider(name, url, new ProviderProperties.Definition(Dialect.OPENAI, url, List.of(keys), Map.of(),
				UpstreamProtocol.H1, null, null, true, null), KeySettings.DEFAULT);
	}

	private static Provider create(String name, URI url, Dialect dialect) {
		return new Provider(name, url, new ProviderProperties.Definition(dialect, url, List.of(), Map.of(),
				UpstreamProtocol.H1, null, null, true, null), KeySettings.DEFAULT);
	}

}
