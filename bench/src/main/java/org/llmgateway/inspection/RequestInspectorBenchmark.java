package org.llmgateway.inspection;

import java.util.Base64;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.CharsetUtil;
import org.llmgateway.bench.load.Workload;
import org.llmgateway.codec.JsonLimits;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the one look at a request's body costs, for a chat of 2 KB and for one of 300 KB
 * with an image.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RequestInspectorBenchmark {

	private static final int IMAGE_BYTES = 300 * 1024 / 4 * 3;

	private final RequestInspector inspector = new RequestInspector(JsonLimits.DEFAULT, RequestBounds.DEFAULT);

	private final ByteBuf chat = direct(Workload.JSON.requestBody("gpt-4o"));

	private final ByteBuf image = direct(image());

	private static ByteBuf direct(String body) {
		return ByteBufAllocator.DEFAULT.directBuffer(body.length()).writeBytes(body.getBytes(CharsetUtil.UTF_8));
	}

	private static String image() {
		byte[] bytes = new byte[IMAGE_BYTES];
		new Random(1).nextBytes(bytes);
		return "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":300,\"messages\":[{\"role\":\"user\",\"content\":["
				+ "{\"type\":\"text\",\"text\":\"What is in this picture?\"},"
				+ "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,"
				+ Base64.getEncoder().encodeToString(bytes) + "\"}}]}]}";
	}

	@Benchmark
	public Object chatOf2Kilobytes() {
		return this.inspector.inspect(this.chat, Operation.CHAT, Dialect.OPENAI);
	}

	@Benchmark
	public Object imageOf300Kilobytes() {
		return this.inspector.inspect(this.image, Operation.CHAT, Dialect.OPENAI);
	}

	@TearDown
	public void release() {
		this.chat.release();
		this.image.release();
	}

}
