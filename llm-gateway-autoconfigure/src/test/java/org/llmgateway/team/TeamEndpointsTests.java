package org.llmgateway.team;

import java.net.http.HttpRequest;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a team's application serves itself is left alone.
 */
@ParameterizedClass
@ValueSource(strings = { "direct", "gateway" })
class TeamEndpointsTests {

	@Parameter
	String door;

	private static RunningGateway gateway;

	@BeforeParameterizedClassInvocation
	static void start(String door) {
		gateway = RunningGateway.of(PlainApplication.class, Endpoints.class, Cors.class, TeamController.class)
			.door(door)
			.start();
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		gateway.close();
	}

	@AfterEach
	void unharmed() {
		gateway.assertUnharmed();
	}

	@Test
	void whenAControllerServesAPathThenItIsCalled() {
		assertThat(gateway.get("/team/hello").text()).isEqualTo("hello");
		String body = "{\"model\":\"gpt-4\",\"pad\":\"" + "x".repeat(100_000) + "\"}";
		assertThat(gateway.post("/team/echo", body).text()).isEqualTo(body);
		assertThat(gateway.post("/team/chat/completions", body).text()).isEqualTo("the team's own");
		assertThat(gateway.get("/v1/team").text()).isEqualTo("below v1");
	}

	@Test
	void whenARouterFunctionServesAPathThenItIsCalled() {
		assertThat(gateway.get("/function").text()).isEqualTo("function");
		assertThat(gateway.post("/function", "text", "content-type", "text/plain").text()).isEqualTo("text");
	}

	@Test
	void whenNobodyServesAPathThen404() {
		assertThat(gateway.get("/nobody").status()).isEqualTo(404);
		assertThat(gateway.post("/v1/nobody", "{}").status()).isEqualTo(404);
	}

	@Test
	void whenABrowserAsksThenTheTeamsCorsFilterAnswers() {
		Answer preflight = gateway.send(gateway
			.request("/v1/chat/completions", "origin", "https://team.example", "access-control-request-method", "POST")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(preflight.status()).isEqualTo(200);
		assertThat(preflight.header("access-control-allow-origin")).isEqualTo("https://team.example");
		Answer answer = gateway.post("/v1/chat/completions", "{\"model\":\"gpt-4\",\"messages\":[]}", "origin",
				"https://team.example");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://team.example");
		assertThat(gateway.post("/v1/chat/completions", "{\"model\":\"none\"}", "origin", "https://team.example")
			.header("access-control-allow-origin")).isEqualTo("https://team.example");
		assertThat(gateway.post("/v1/chat/completions", "{\"model\":\"gpt-4\"}", "origin", "https://other.example")
			.status()).isEqualTo(403);
	}

	@Test
	void whenOptionsIsNoPreflightThenSpringAnswersIt() {
		Answer answer = gateway
			.send(gateway.request("/team/echo").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("allow")).contains("POST");
		assertThat(gateway
			.send(gateway.request("/v1/chat/completions").method("OPTIONS", HttpRequest.BodyPublishers.noBody()))
			.status()).isEqualTo(404);
	}

	@Configuration(proxyBeanMethods = false)
	static class Endpoints {

		@Bean
		RouterFunction<ServerResponse> functions() {
			return RouterFunctions.route()
				.GET("/function", (request) -> ServerResponse.ok().bodyValue("function"))
				.POST("/function",
						(request) -> ServerResponse.ok().body(request.bodyToMono(String.class), String.class))
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Cors {

		@Bean
		CorsWebFilter cors() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.setAllowedOrigins(List.of("https://team.example"));
			configuration.addAllowedMethod(HttpMethod.POST);
			UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
			source.registerCorsConfiguration("/v1/**", configuration);
			return new CorsWebFilter(source);
		}

	}

	@RestController
	static class TeamController {

		@GetMapping("/team/hello")
		String hello() {
			return "hello";
		}

		@PostMapping("/team/echo")
		Mono<byte[]> echo(@RequestBody Mono<byte[]> body) {
			return body;
		}

		@PostMapping("/team/chat/completions")
		String chat() {
			return "the team's own";
		}

		@GetMapping("/v1/team")
		String belowV1() {
			return "below v1";
		}

	}

}
