package org.llmgateway.wiring;

import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.ExchangeAutoConfiguration;
import org.llmgateway.exchange.LlmStageStack;
import org.llmgateway.exchange.PoolCatalog;
import org.llmgateway.header.HeaderAutoConfiguration;
import org.llmgateway.inspection.InspectionAutoConfiguration;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.provider.Providers;
import org.llmgateway.route.GatewayRouteAutoConfiguration;
import org.llmgateway.route.RouteAutoConfiguration;
import org.llmgateway.stream.StreamAutoConfiguration;
import org.llmgateway.upstream.UpstreamAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.http.client.ReactorResourceFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot work fails at start, with a text that names the property, its value, the
 * reason and what to change.
 */
class ConfigurationFaultTests {

	private static final String PREFIX = "llm.gateway.";

	private static final String URL = PREFIX + "providers.a.base-url=http://localhost:1";

	private static final String POOL = PREFIX + "pools.main.endpoints[0].provider=a";

	private static final String MODEL = PREFIX + "models[0].match=gpt-*";

	private final ReactiveWebApplicationContextRunner runner = new ReactiveWebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(ExchangeAutoConfiguration.class, HeaderAutoConfiguration.class,
				InspectionAutoConfiguration.class, ProviderAutoConfiguration.class, UpstreamAutoConfiguration.class,
				GatewayRouteAutoConfiguration.class, RouteAutoConfiguration.class, StreamAutoConfiguration.class))
		.withBean(ReactorResourceFactory.class);

	private static Arguments fault(String name, String property, String value, String reason, String action,
			String... properties) {
		return Arguments.argumentSet(name, property, value, reason, action, properties);
	}

	static Stream<Arguments> faults() {
		String provider = PREFIX + "providers.a.";
		return Stream.of(fault("no base-url", provider + "base-url", "(not set)", "needs an address",
				"Set it to the provider's URL, for example https://api.openai.com", provider + "dialect=openai"),
				fault("base-url without a host", provider + "base-url", "http:///v1", "without user and query",
						"Set it to scheme, host and", provider + "base-url=http:///v1"),
				fault("base-url of another scheme", provider + "base-url", "ftp://host", "not an http or https URL",
						"Set it to scheme, host and", provider + "base-url=ftp://host"),
				fault("base-url without a scheme", provider + "base-url", "host/v1", "not an http or https URL",
						"Set it to scheme, host and", provider + "base-url=host/v1"),
				fault("base-url with a user", provider + "base-url", "http://host", "without user and query",
						"Set it to scheme, host and", provider + "base-url=http://user:secret@host"),
				fault("base-url with a query", provider + "base-url", "http://host", "without user and query",
						"Set it to scheme, host and", provider + "base-url=http://host?key=secret"),
				fault("a provider's bad name", PREFIX + "providers.*", "A_b", "lower-case letters, digits and hyphens",
						"Rename it.", PREFIX + "providers[A_b].base-url=http://host"),
				fault("a pool's bad name", PREFIX + "pools.*", "Main", "lower-case letters, digits and hyphens",
						"Rename it.", URL, PREFIX + "pools[Main].endpoints[0].provider=a"),
				fault("a key with a space", provider + "api-keys", "(not shown)", "white space",
						"check that the environment variable behind it is set", URL,
						provider + "api-keys[0]=sk secret"),
				fault("a key that is not ASCII", provider + "api-keys", "(not shown)",
						"character that no header may hold", "Set keys of visible ASCII characters", URL,
						provider + "api-keys[0]=sk-\u00e9secret"),
				fault("a pass-through prefix without a slash", provider + "pass-through.prefix", "openai",
						"begins with a slash and ends without one", "Write it as /name.", URL,
						provider + "pass-through.prefix=openai", provider + "pass-through.paths[0]=/v1/batches"),
				fault("a pass-through prefix with a slash too many", provider + "pass-through.prefix", "/openai/",
						"begins with a slash and ends without one", "Write it as /name.", URL,
						provider + "pass-through.prefix=/openai/", provider + "pass-through.paths[0]=/v1/batches"),
				fault("a pass-through without paths", provider + "pass-through.paths", "[]", "is named",
						"List the paths", URL, provider + "pass-through.prefix=/openai"),
				fault("a pass-through path without a slash", provider + "pass-through.paths", "[v1/batches]",
						"begins with a slash", "List the paths", URL, provider + "pass-through.paths[0]=v1/batches"),
				fault("a pool without endpoints", PREFIX + "pools.main.endpoints", "(empty)",
						"a pool needs an endpoint", "Add an endpoint with the name of a provider.", URL,
						PREFIX + "pools.main.endpoints="),
				fault("a pool of an unknown provider", PREFIX + "pools.main.endpoints.provider", "b",
						"there is no such provider; configured are [a]", "or add llm.gateway.providers.b", URL,
						PREFIX + "pools.main.endpoints[0].provider=b"),
				fault("a negative weight", PREFIX + "pools.main.endpoints.weight", "-1",
						"a weight is from 0 to 1000000", "Set a weight in that range.", URL, POOL,
						PREFIX + "pools.main.endpoints[0].weight=-1"),
				fault("a negative number of failures", PREFIX + "balancing.ejection.failures", "-1", "not negative",
						"Set it to 0", PREFIX + "balancing.ejection.failures=-1"),
				fault("an ejection for no time", PREFIX + "balancing.ejection.base", "PT0S", "above 0",
						"Set a time such as 10s.", PREFIX + "balancing.ejection.base=0s"),
				fault("a longest ejection that is shorter than the first", PREFIX + "balancing.ejection.max", "PT5S",
						"at least PT10S", "Set a time such as 10s.", PREFIX + "balancing.ejection.max=5s"),
				fault("a slow start without an end", PREFIX + "balancing.slow-start", "PT48H", "at most PT24H",
						"Set a time such as 10s.", PREFIX + "balancing.slow-start=2d"),
				fault("a measure that does not count", PREFIX + "balancing.decay", "PT0S", "above 0",
						"Set a time such as 10s.", PREFIX + "balancing.decay=0s"),
				fault("a key's negative time", PREFIX + "keys.retry", "PT-1S", "from 0 to 365 days",
						"Set a time such as 10m.", PREFIX + "keys.retry=-1s"),
				fault("a model of an unknown pool", PREFIX + "models[0].pools", "[other]",
						"needs pools that exist; configured are [main]", "or add the pool under llm.gateway.pools", URL,
						POOL, MODEL, PREFIX + "models[0].pools=other"),
				fault("a model without pools", PREFIX + "models[0].pools", "[]",
						"needs pools that exist; configured are [main]", "Name one or more of them", URL, POOL, MODEL),
				fault("a model without names", PREFIX + "models[0].match", "[]", "no model is named",
						"Name one or more models or patterns.", URL, POOL, PREFIX + "models[0].pools=main"),
				fault("a model with an empty name", PREFIX + "models[0].match", "[gpt, ]", "no model is named",
						"Name one or more models or patterns.", URL, POOL, PREFIX + "models[0].pools=main",
						PREFIX + "models[0].match[0]=gpt", PREFIX + "models[0].match[1]="),
				fault("a body without a byte", PREFIX + "inspection.max-body-size", "0B", "at least 1 byte",
						"Set it so", PREFIX + "inspection.max-body-size=0B"),
				fault("a depth that no request keeps to", PREFIX + "inspection.max-depth", "4", "from 16 to 65536",
						"Set it so", PREFIX + "inspection.max-depth=4"),
				fault("a depth without end", PREFIX + "inspection.max-depth", "100000", "from 16 to 65536",
						"leave the property out", PREFIX + "inspection.max-depth=100000"),
				fault("a body without members", PREFIX + "inspection.max-members", "0", "at least 1 member",
						"Set it so", PREFIX + "inspection.max-members=0"),
				fault("a negative bound of the output", PREFIX + "inspection.max-output-tokens", "-1", "not negative",
						"Set it so", PREFIX + "inspection.max-output-tokens=-1"),
				fault("a negative number of choices", PREFIX + "inspection.max-choices", "-1", "not negative",
						"Set it so", PREFIX + "inspection.max-choices=-1"),
				fault("a negative number of messages", PREFIX + "inspection.max-messages", "-1", "not negative",
						"Set it so", PREFIX + "inspection.max-messages=-1"),
				fault("an event that is too small", PREFIX + "stream.max-event-size", "100B", "from 1KB to 64MB",
						"Set a size in that range", PREFIX + "stream.max-event-size=100B"),
				fault("an event that is too large", PREFIX + "stream.max-event-size", "1073741824B", "from 1KB to 64MB",
						"Set a size in that range", PREFIX + "stream.max-event-size=1GB"),
				fault("a pattern that needs a second try", PREFIX + "headers.rules[0].pattern", "*.example",
						"would have to be tried again and again", "[^.]+.example", PREFIX + "headers.rules[0].name=x-a",
						PREFIX + "headers.rules[0].pattern=*.example"),
				fault("a header without a name", PREFIX + "headers.rules[0].name", "(not set)",
						"needs the name of a header", "Name a header", PREFIX + "headers.rules[0].required=true"),
				fault("an unknown default provider", PREFIX + "default-provider", "b",
						"there is no such provider; configured are [a]", "Name one of these.", URL,
						PREFIX + "default-provider=b"));
	}

	@ParameterizedTest
	@MethodSource("faults")
	void whenAPropertyCannotWorkThenTheStartFailsAndSaysWhy(String property, String value, String reason, String action,
			String[] properties) {
		this.runner.withPropertyValues(properties).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analysis(context.getStartupFailure());
			assertThat(analysis.getDescription()).startsWith("The gateway cannot start with this configuration:")
				.contains("Property: " + property + "\n")
				.contains("Value: " + value)
				.contains("Reason: ")
				.contains(reason)
				.doesNotContain("secret");
			assertThat(analysis.getAction()).contains(action);
		});
	}

	@Test
	void whenSpringCloudGatewayIsMissingThenItsDoorCannotBeChosen() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.cloud.gateway"))
			.withPropertyValues(PREFIX + "door=gateway")
			.run((context) -> {
				assertThat(context).hasFailed();
				FailureAnalysis analysis = analysis(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("Property: llm.gateway.door\n")
					.contains("Value: gateway")
					.contains("Spring Cloud Gateway is not on the class path");
				assertThat(analysis.getAction()).contains("spring-cloud-starter-gateway-server-webflux")
					.contains("direct");
			});
	}

	@Test
	void whenNothingIsConfiguredThenItStarts() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LlmStageStack.class);
			assertThat(context.getBean(Providers.class).all()).isEmpty();
			assertThat(context.getBean(PoolCatalog.class).pools()).isEmpty();
		});
	}

	@Test
	void whenAllIsRightThenItStarts() {
		this.runner.withPropertyValues(URL, POOL, MODEL, PREFIX + "models[0].pools=main", PREFIX + "default-provider=a",
				PREFIX + "providers.a.api-keys[0]=sk-1", PREFIX + "providers.a.pass-through.paths[0]=/v1/batches/**")
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBean(PoolCatalog.class).pools()).containsExactly("main");
				assertThat(context.getBean(PoolCatalog.class).providers()).containsExactly("a");
				assertThat(context.getBean(PoolCatalog.class).passThroughs()).singleElement()
					.satisfies((through) -> assertThat(through.provider()).isEqualTo("a"));
			});
	}

	private static FailureAnalysis analysis(Throwable failure) {
		assertThat(failure).hasRootCauseInstanceOf(ConfigurationFault.class);
		return SpringFactoriesLoader.forDefaultResourceLocation()
			.load(FailureAnalyzer.class, SpringFactoriesLoader.ArgumentResolver.none(),
					SpringFactoriesLoader.FailureHandler.handleMessage((message, error) -> {
					}))
			.stream()
			.filter((analyzer) -> analyzer.getClass().getName().startsWith("org.llmgateway."))
			.flatMap((analyzer) -> Stream.ofNullable(analyzer.analyze(failure)))
			.findFirst()
			.orElseThrow();
	}

}
