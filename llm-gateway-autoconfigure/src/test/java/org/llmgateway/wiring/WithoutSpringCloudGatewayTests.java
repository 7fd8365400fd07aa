package org.llmgateway.wiring;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.llmgateway.RunningGateway;
import org.llmgateway.exchange.ExchangeAutoConfiguration;
import org.llmgateway.inspection.InspectionAutoConfiguration;
import org.llmgateway.protocol.ProtocolAutoConfiguration;
import org.llmgateway.provider.ProviderAutoConfiguration;
import org.llmgateway.route.GatewayRouteAutoConfiguration;
import org.llmgateway.route.RouteAutoConfiguration;
import org.llmgateway.test.MockLlm;
import org.llmgateway.upstream.UpstreamAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Cloud Gateway is optional: without it the direct door serves.
 */
class WithoutSpringCloudGatewayTests {

	@AfterEach
	void noBuffers() {
		RunningGateway.awaitNoBuffers();
	}

	@Test
	void whenSpringCloudGatewayIsMissingThenTheDirectDoorServes() {
		try (MockLlm mock = MockLlm.start()) {
			new ReactiveWebApplicationContextRunner(AnnotationConfigReactiveWebServerApplicationContext::new)
				.withClassLoader(new FilteredClassLoader("org.springframework.cloud.gateway"))
				.withConfiguration(AutoConfigurations.of(NettyReactiveWebServerAutoConfiguration.class,
						HttpHandlerAutoConfiguration.class, WebFluxAutoConfiguration.class,
						ExchangeAutoConfiguration.class, InspectionAutoConfiguration.class,
						ProtocolAutoConfiguration.class, ProviderAutoConfiguration.class,
						UpstreamAutoConfiguration.class, GatewayRouteAutoConfiguration.class,
						RouteAutoConfiguration.class))
				.withPropertyValues("server.port=0", "server.address=127.0.0.1",
						"llm.gateway.providers.a.base-url=" + mock.baseUrl(),
						"llm.gateway.pools.main.endpoints[0].provider=a", "llm.gateway.models[0].match=gpt-*",
						"llm.gateway.models[0].pools=main")
				.run((context) -> {
					assertThat(context).hasNotFailed();
					int port = context
						.getSourceApplicationContext(AnnotationConfigReactiveWebServerApplicationContext.class)
						.getWebServer()
						.getPort();
					HttpResponse<String> answer = HttpClient.newHttpClient()
						.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
							.header("content-type", "application/json")
							.POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4:tokens=3\",\"stream\":true}"))
							.build(), HttpResponse.BodyHandlers.ofString());
					assertThat(answer.statusCode()).isEqualTo(200);
					assertThat(answer.body()).endsWith("data: [DONE]\n\n");
				});
		}
	}

}
