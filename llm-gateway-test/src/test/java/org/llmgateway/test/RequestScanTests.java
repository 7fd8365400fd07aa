package org.llmgateway.test;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RequestScanTests {

	private static final String REQUEST = """
			{ "system":"\\"}}]]{\\"", "metadata":{"model":"nested","stream":false}, "messages":[{"role":"user",
			  "content":"\\"model\\":\\"no\\" back\\\\\\\\"},{"content":"\\\\"}],
			  "stream" : true, "stream_options":{"include_usage":true},
			  "encoding_format":"base64","stop":["model",":"],
			  "tools":[{"type":"function","function":{"parameters":{"properties":{"name":{"type":"string"}}},
			  "name":"get_time"}},{"name":"other"}],"model":"gpt\\/4 世界"}
			""";

	@Test
	void whenCutAnywhereThenEverythingIsFound() {
		byte[] bytes = REQUEST.getBytes(StandardCharsets.UTF_8);
		for (int cut = 0; cut <= bytes.length; cut++) {
			RequestScan scan = new RequestScan();
			scan.accept(Unpooled.wrappedBuffer(bytes, 0, cut));
			scan.accept(Unpooled.wrappedBuffer(bytes, cut, bytes.length - cut));
			assertFound(scan);
		}
	}

	@Test
	void whenFedByteByByteThenEverythingIsFound() {
		RequestScan scan = new RequestScan();
		for (byte value : REQUEST.getBytes(StandardCharsets.UTF_8)) {
			scan.accept(Unpooled.wrappedBuffer(new byte[] { value }));
		}
		assertFound(scan);
	}

	@Test
	void whenScannedThenTheBufferIsNotConsumed() {
		ByteBuf buffer = Unpooled.copiedBuffer(REQUEST, StandardCharsets.UTF_8);
		new RequestScan().accept(buffer);
		assertThat(buffer.readerIndex()).isZero();
	}

	@Test
	void whenNothingIsThereThenNothingIsFound() {
		for (String text : new String[] { "", "no json: \"at\" all]]}}", "{\"tools\":[],\"stream\":false}", "[[[[" }) {
			RequestScan scan = new RequestScan();
			scan.accept(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
			assertThat(scan.model()).isNull();
			assertThat(scan.tool()).isNull();
			assertThat(scan.stream()).isFalse();
			assertThat(scan.usage()).isFalse();
		}
	}

	private static void assertFound(RequestScan scan) {
		assertThat(scan.model()).isEqualTo("gpt/4 世界");
		assertThat(scan.tool()).isEqualTo("get_time");
		assertThat(scan.stream()).isTrue();
		assertThat(scan.usage()).isTrue();
		assertThat(scan.base64()).isTrue();
	}

}
