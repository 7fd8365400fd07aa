package org.llmgateway.test;

import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class MockRecordingTests {

	private final ObjectMapper json = new ObjectMapper();

	@ParameterizedTest
	@EnumSource
	void whenParsedThenTheDataIsWhatTheRecordingSays(MockRecording recording) {
		if (recording.streamed()) {
			assertThat(SseReader.data(text(recording))).isEqualTo(recording.data());
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenParsedThenEveryDataIsJson(MockRecording recording) throws Exception {
		if (!recording.streamed()) {
			assertThat(this.json.readTree(recording.bytes()).get("usage").isObject()).isTrue();
		}
		for (String data : recording.data()) {
			if (!data.equals("[DONE]")) {
				assertThat(this.json.readTree(data).isObject()).isTrue();
			}
		}
	}

	@Test
	void whenLookedAtThenTheOdditiesAreThere() {
		assertThat(text(MockRecording.OPENAI)).contains("\r\n\r\n", "\r\n\n", "\u2028", "data:{", "data: [DONE]\\n\\n",
				"retry: ", ": keep-alive", "\\ud83d\\ude80", "世界");
		assertThat(text(MockRecording.OPENAI_UNTERMINATED)).endsWith("[DONE]\n").doesNotEndWith("\n\n");
		assertThat(text(MockRecording.OPENAI_CR)).contains("\r\r").doesNotContain("\n");
		assertThat(text(MockRecording.OPENAI_BOM)).startsWith("\uFEFF");
		assertThat(text(MockRecording.ANTHROPIC)).contains("event: message_start", "data: [DONE]\\n\\nevent: ",
				"\u2028");
		assertThat(text(MockRecording.RESPONSES)).contains("event: response.completed", "\u2028", "data:{");
	}

	private static String text(MockRecording recording) {
		return new String(recording.bytes(), StandardCharsets.UTF_8);
	}

}
