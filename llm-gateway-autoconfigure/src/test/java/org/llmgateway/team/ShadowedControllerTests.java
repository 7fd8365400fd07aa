package org.llmgateway.team;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llmgateway.PlainApplication;
import org.llmgateway.RunningGateway;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A controller that a surface shadows is warned of at start, and no other.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShadowedControllerTests {

	private static final String BODY = "{\"model\":\"gpt-4\",\"messages\":[]}";

	@Test
	void whenASurfaceShadowsAControllerThenItIsWarnedOf(CapturedOutput output) {
		try (RunningGateway gateway = start("direct")) {
			for (String method : new String[] { "chat", "variable", "file", "anyMethod", "batch" }) {
				assertThat(warnings(output)).filteredOn((line) -> line.contains("Shadowed#" + method + "["))
					.singleElement()
					.asString()
					.contains("WARN");
			}
			assertThat(output.getOut()).contains("at /v1/chat/completions: the gateway serves this path")
				.contains("at /openai/v1/batches/{id}: the gateway");
			assertThat(warnings(output)).hasSize(5);
			assertThat(gateway.post("/v1/chat/completions", BODY).text()).contains("chat.completion");
			assertThat(gateway.post("/openai/v1/batches/1", "{}").text()).isEqualTo("called");
		}
	}

	@Test
	void whenControllersComeBeforeRoutesThenOnlyPassThroughIsWarnedOf(CapturedOutput output) {
		try (RunningGateway gateway = start("gateway")) {
			assertThat(warnings(output)).singleElement().asString().contains("Shadowed#batch[");
			assertThat(gateway.post("/v1/chat/completions", BODY).text()).isEqualTo("never");
		}
	}

	private static RunningGateway start(String door) {
		return RunningGateway.of(PlainApplication.class, Shadowed.class)
			.door(door)
			.with("llm.gateway.providers.openai.pass-through.prefix", "/openai")
			.with("llm.gateway.providers.openai.pass-through.paths[0]", "/v1/batches/**")
			.start();
	}

	private static List<String> warnings(CapturedOutput output) {
		return output.getOut().lines().filter((line) -> line.contains("will not be called")).toList();
	}

	@Test
	void whenNothingIsShadowedThenNothingIsSaid(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(PlainApplication.class).start()) {
			assertThat(gateway).isNotNull();
			assertThat(output).doesNotContain("will not be called");
		}
	}

	@RestController
	static class Shadowed {

		@PostMapping("/v1/chat/completions")
		String chat() {
			return "never";
		}

		@PostMapping("/v1/{any}")
		String variable() {
			return "not for embeddings";
		}

		@GetMapping("/v1/files/{id}")
		String file() {
			return "never";
		}

		@RequestMapping("/v1/messages")
		String anyMethod() {
			return "never";
		}

		@GetMapping("/openai/v1/batches/{id}")
		String batch() {
			return "never";
		}

		@PostMapping("/openai/v1/batches/{id}")
		String batchByPost() {
			return "called";
		}

		@GetMapping("/v1/other")
		String other() {
			return "called";
		}

		@RequestMapping("/**")
		String rest() {
			return "called";
		}

	}

}
