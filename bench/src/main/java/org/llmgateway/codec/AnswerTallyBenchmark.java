package org.llmgateway.codec;

import java.util.concurrent.TimeUnit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.CharsetUtil;
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
 * What it costs to tell and tally eight events of one token each, usage in each of them,
 * and a whole answer of 4 KB.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerTallyBenchmark {

	private static final int EVENTS = 8;

	private static final String HEAD = "\"id\":\"chatcmpl-BpQ1xV7mKz3\",\"object\":\"chat.completion\","
			+ "\"created\":1760000000,\"model\":\"gpt-4o-2024-08-06\",";

	private static final String USAGE = "\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":34,\"total_tokens\":46,"
			+ "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";

	private final Stream chat = new Stream(Dialect.OPENAI,
			"data: {" + HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
			"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");

	private final Stream running = new Stream(Dialect.OPENAI,
			"data: {" + HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"",
			"\"},\"logprobs\":null,\"finish_reason\":null}]," + USAGE + "}\n\n");

	private final Stream response = new Stream(Dialect.OPENAI,
			"event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequence_number\":7,"
					+ "\"item_id\":\"msg_1\",\"output_index\":0,\"content_index\":0,\"delta\":\"",
			"\",\"logprobs\":[]}\n\n");

	private final Stream message = new Stream(Dialect.ANTHROPIC,
			"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
					+ "\"delta\":{\"type\":\"text_delta\",\"text\":\"",
			"\"}}\n\n");

	private final ByteBuf whole = ByteBufAllocator.DEFAULT.directBuffer();

	public AnswerTallyBenchmark() {
		this.whole.writeCharSequence(
				"{" + HEAD + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\""
						+ "Some words of an answer, as they come. ".repeat(95) + "\"},\"finish_reason\":\"stop\"}],"
						+ USAGE + "}",
				CharsetUtil.UTF_8);
	}

	@Benchmark
	public AnswerTally chat() {
		return this.chat.feed();
	}

	@Benchmark
	public AnswerTally chatWithRunningUsage() {
		return this.running.feed();
	}

	@Benchmark
	public AnswerTally response() {
		return this.response.feed();
	}

	@Benchmark
	public AnswerTally message() {
		return this.message.feed();
	}

	@Benchmark
	public AnswerTally wholeOf4Kilobytes() {
		return WholeAnswer.tally(this.whole, Dialect.OPENAI);
	}

	@TearDown
	public void release() {
		this.chat.read.release();
		this.running.read.release();
		this.response.read.release();
		this.message.read.release();
		this.whole.release();
	}

	/** A stream of which the same read comes again and again. */
	private static final class Stream {

		private final SseParser parser = new SseParser();

		private final ChunkFacts facts;

		private final SseListener listener;

		private final ByteBuf read = ByteBufAllocator.DEFAULT.directBuffer();

		Stream(Dialect dialect, String before, String after) {
			this.facts = new ChunkFacts(dialect);
			this.listener = this.facts::of;
			for (int i = 0; i < EVENTS; i++) {
				this.read.writeCharSequence(before + " token" + i + after, CharsetUtil.UTF_8);
			}
		}

		AnswerTally feed() {
			this.parser.feed(this.read, this.listener);
			return this.facts.tally();
		}

	}

}
