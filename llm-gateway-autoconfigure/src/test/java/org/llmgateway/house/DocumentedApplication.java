package org.llmgateway.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ByteArrayResource;

import org.llmgateway.test.LocalCertificate;

/**
 * An application with a configuration from the documentation: a block of a page, on top
 * of the {@code application.yml} of the README.
 */
final class DocumentedApplication implements AutoCloseable {

	private static final LocalCertificate CERTIFICATE = LocalCertificate.create();

	private final ConfigurableApplicationContext context;

	private DocumentedApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Starts an application on a free port.
	 * @param provider what stands in for all providers
	 * @param yaml the block
	 * @param beans further configuration
	 * @return the running application
	 */
	static DocumentedApplication start(String provider, String yaml, Class<?>... beans) {
		Map<String, Object> settings = new LinkedHashMap<>();
		settings.put("server.port", "0");
		settings.put("server.address", "127.0.0.1");
		settings.put("TLS_CERTIFICATE", file(CERTIFICATE.certificatePem()));
		settings.put("TLS_PRIVATE_KEY", file(CERTIFICATE.privateKeyPem()));
		settings.put("AZURE_API_KEY", "sk-azure");
		for (String name : List.of("openai", "anthropic", "gemini")) {
			settings.put(name.toUpperCase(Locale.ROOT) + "_API_KEY", "sk-" + name);
			settings.put("llm.gateway.providers." + name + ".base-url", provider);
		}
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(new MapPropertySource("test", settings));
		environment.getPropertySources().addLast(load(yaml));
		environment.getPropertySources().addLast(load(readme()));
		List<Class<?>> sources = new ArrayList<>(List.of(Application.class));
		sources.addAll(Arrays.asList(beans));
		return new DocumentedApplication(
				new SpringApplicationBuilder(sources.toArray(Class[]::new)).environment(environment).run());
	}

	private static String file(String pem) {
		try {
			Path file = Files.createTempFile("documented", ".pem");
			file.toFile().deleteOnExit();
			return Files.writeString(file, pem).toUri().toString();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The first block of YAML in the README.
	 */
	static String readme() {
		return MarkdownPage.of("README.md").blocks("yaml").get(0).text();
	}

	/**
	 * The keys that a block sets.
	 */
	static List<String> keys(String yaml) {
		return List.of(((EnumerablePropertySource<?>) load(yaml)).getPropertyNames());
	}

	private static PropertySource<?> load(String yaml) {
		try {
			List<PropertySource<?>> documents = new YamlPropertySourceLoader().load(
					"yaml-" + Integer.toHexString(yaml.hashCode()),
					new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)));
			if (documents.size() != 1) {
				throw new IllegalStateException("One document is needed:\n" + yaml);
			}
			return documents.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String url(String path) {
		return "http://127.0.0.1:" + ((WebServerApplicationContext) this.context).getWebServer().getPort() + path;
	}

	/**
	 * The ids of all routes.
	 */
	List<String> routes() {
		return this.context.getBean(RouteLocator.class).getRoutes().map(Route::getId).collectList().block();
	}

	/**
	 * A route.
	 */
	Route route(String id) {
		return this.context.getBean(RouteLocator.class)
			.getRoutes()
			.filter((route) -> route.getId().equals(id))
			.blockFirst();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
