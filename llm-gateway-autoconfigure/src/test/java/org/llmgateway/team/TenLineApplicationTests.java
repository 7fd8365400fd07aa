package org.llmgateway.team;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.llmgateway.RunningGateway;
import org.llmgateway.RunningGateway.Answer;
import org.llmgateway.team.tenlines.TenLineApplication;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application of ten lines is a gateway.
 */
@ExtendWith(OutputCaptureExtension.class)
class TenLineApplicationTests {

	@Test
	void whenTheStarterIsThereThenTheApplicationIsAGateway(CapturedOutput output) {
		try (RunningGateway gateway = RunningGateway.of(TenLineApplication.class).start()) {
			assertThat(output).contains("LLM surfaces are served at the direct door");
			Answer answer = gateway.post("/v1/chat/completions",
					"{\"model\":\"gpt-4:tokens=3\",\"messages\":[],\"stream\":true}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text()).endsWith("data: [DONE]\n\n");
			answer = gateway.post("/v1/messages", "{\"model\":\"claude-4:tokens=3\",\"messages\":[]}");
			assertThat(answer.status()).isEqualTo(200);
			assertThat(gateway.get("/v1/models").text()).contains("gpt-named");
			gateway.assertUnharmed();
		}
	}

}
