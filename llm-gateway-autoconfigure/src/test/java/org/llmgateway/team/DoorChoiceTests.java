package org.llmgateway.team;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which door serves the surfaces, and that the choice is logged with its reason.
 */
@ExtendWith(OutputCaptureExtension.class)
class DoorChoiceTests {

	private static final String CHAT = "{\"model\":\"gpt-4:tokens=3\",\"messages\":[]}";

	private static final String ROUTES = "spring.cloud.gateway.server.webflux.";

	@AfterEach
	void noBuffers() {
		RunningGateway.awaitNoBuffers();
	}

	private static Answer assertServes(RunningGateway gateway) {
		Answer answer = gateway.post("/v1/chat/completions", CHAT);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.text()).contains("chat.completion");
		return answer;
	}

	@Test
	void whenThereAreNoRoutesThenTheDirectDoor(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class).start()) {
			assertThat(output).contains("served at the direct door: there are no routes or filters");
			assertServes(gateway);
		}
	}

	@Test
	void whenThereIsARouteThenTheGatewayDoor(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class)
			.with(ROUTES + "routes[0].id", "of-the-team")
			.with(ROUTES + "routes[0].uri", "http://127.0.0.1:1")
			.with(ROUTES + "routes[0].predicates[0]", "Path=/elsewhere/**")
			.start()) {
			assertThat(output).contains("served at the gateway door: the application has the route 'of-the-team'");
			assertServes(gateway);
		}
	}

	@Test
	void whenThereIsADefaultFilterThenTheGatewayDoorAndItWorks(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class)
			.with(ROUTES + "default-filters[0]", "AddResponseHeader=X-Default, yes")
			.start()) {
			assertThat(output).contains("served at the gateway door: the application has default filters");
			assertThat(assertServes(gateway).header("x-default")).isEqualTo("yes");
		}
	}

	@Test
	void whenThereIsAGlobalFilterThenTheGatewayDoorAndItWorks(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class, Filter.class).start()) {
			assertThat(output).contains("served at the gateway door: the application has the global filter");
			assertThat(assertServes(gateway).header("x-global")).isEqualTo("yes");
		}
	}

	@Test
	void whenTheDoorIsSetThenItIsTaken(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class).door("gateway").start()) {
			assertThat(output).contains("served at the gateway door: llm.gateway.door");
			assertServes(gateway);
		}
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class, Filter.class).door("direct").start()) {
			assertThat(output).contains("served at the direct door: llm.gateway.door");
			assertThat(assertServes(gateway).header("x-global")).isNull();
		}
	}

	@Test
	void whenTheDirectDoorIsSetThenRoutesOnOtherPathsStillWork() {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class)
			.door("direct")
			.with("spring.config.import", "classpath:team-routes.yml")
			.start()) {
			assertThat(assertServes(gateway).header("x-route")).isNull();
			Answer answer = gateway.post("/team-a/chat/completions", CHAT);
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.header("x-route")).isEqualTo("rewritten");
			assertThat(answer.text()).contains("chat.completion");
			assertThat(gateway.post("/team-b/chat/completions", CHAT).header("x-route")).isEqualTo("by-ending");
			assertThat(gateway.post("/nowhere", CHAT).status()).isEqualTo(404);
			gateway.assertUnharmed();
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Filter {

		@Bean
		GlobalFilter marking() {
			return (exchange, chain) -> {
				exchange.getResponse().getHeaders().set("X-Global", "yes");
				return chain.filter(exchange);
			};
		}

	}

}
