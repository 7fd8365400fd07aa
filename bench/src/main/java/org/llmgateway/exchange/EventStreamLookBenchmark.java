package org.llmgateway.exchange;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.CharsetUtil;
import org.llmgateway.codec.SseParser;
import org.llmgateway.llm.Dialect;
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
 * What the look at one read of a stream costs, with eight events of one token each in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EventStreamLookBenchmark {

	private static final int EVENTS = 8;

	private final EventStreamLook openAi = new EventStreamLook(Dialect.OPENAI, SseParser.DEFAULT_MAX_EVENT_BYTES);

	private final EventStreamLook anthropic = new EventStreamLook(Dialect.ANTHROPIC, SseParser.DEFAULT_MAX_EVENT_BYTES);

	private final ByteBuf openAiRead = read(
			"data: {\"id\":\"chatcmpl-BpQ1xV7mKz3\",\"object\":\"chat.completion.chunk\","
					+ "\"created\":1760000000,\"model\":\"gpt-4o-2024-08-06\",\"system_fingerprint\":\"fp_a288987b44\","
					+ "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
			"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

	private final ByteBuf anthropicRead = read("event: content_block_delta\ndata: {\"type\":\"content_block_delta\","
			+ "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"", "\"}}\n\n");

	private static ByteBuf read(String before, String after) {
		ByteBuf read = ByteBufAllocator.DEFAULT.directBuffer();
		for (int i = 0; i < EVENTS; i++) {
			read.writeCharSequence(before + " token" + i + after, CharsetUtil.UTF_8);
		}
		return read;
	}

	@Benchmark
	public LlmChunk openAi() {
		return this.openAi.at(this.openAiRead);
	}

	@Benchmark
	public LlmChunk anthropic() {
		return this.anthropic.at(this.anthropicRead);
	}

	@TearDown
	public void release() {
		this.openAiRead.release();
		this.anthropicRead.release();
	}

}
