package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.llmgateway.test.MockResponse.Framing;

/**
 * Answers that are right and hard to read, fixed to the byte: what a provider may send
 * although none sends all of it at once.
 * <p>
 * {@code raw=openai} in a model name plays {@link #OPENAI}, {@code raw=openai-json}
 * {@link #OPENAI_JSON} and so on.
 */
public enum MockRecording {

	/** Chat completion chunks: a text, then two tool calls, then usage. */
	OPENAI(OpenAiTape.parts()),

	/** The same, but the last event has no blank line after it. */
	OPENAI_UNTERMINATED(unterminated(OpenAiTape.parts())),

	/** The same after a byte order mark. */
	OPENAI_BOM(withMark(OpenAiTape.parts())),

	/** The same with CR alone as the end of every line. */
	OPENAI_CR(lineEnd(OpenAiTape.parts(), "\r")),

	/** Anthropic message events: thinking, text and a tool use. */
	ANTHROPIC(AnthropicTape.parts()),

	/** The same, but the last event has no blank line after it. */
	ANTHROPIC_UNTERMINATED(unterminated(AnthropicTape.parts())),

	/** Events of the OpenAI responses surface: text and a function call. */
	RESPONSES(ResponsesTape.parts()),

	/** The same, but the last event has no blank line after it. */
	RESPONSES_UNTERMINATED(unterminated(ResponsesTape.parts())),

	/** A chat completion with odd white space, escapes and member order. */
	OPENAI_JSON(OpenAiTape.json()),

	/** An Anthropic message with odd white space, escapes and member order. */
	ANTHROPIC_JSON(AnthropicTape.json()),

	/** A response of the responses surface with odd white space and member order. */
	RESPONSES_JSON(ResponsesTape.json());

	private final List<SsePart> parts;

	private final byte[] bytes;

	MockRecording(List<SsePart> parts) {
		this.parts = parts;
		StringBuilder text = new StringBuilder();
		parts.forEach((part) -> text.append(part.raw()));
		this.bytes = text.toString().getBytes(StandardCharsets.UTF_8);
	}

	MockRecording(String json) {
		this(List.of(new SsePart(json, null)));
	}

	/**
	 * Name of the recording in a model name.
	 * @return the name, lower case with hyphens
	 */
	public String recordingName() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * The body, exactly.
	 * @return a new array
	 */
	public byte[] bytes() {
		return this.bytes.clone();
	}

	/**
	 * What a correct parser (WHATWG HTML, section 9.2.6) takes for the data of the
	 * events, in order. An event without its blank line is not among them.
	 * @return the data; empty for a JSON answer
	 */
	public List<String> data() {
		List<String> data = new ArrayList<>();
		for (SsePart part : this.parts) {
			if (part.data() != null) {
				data.add(part.data());
			}
		}
		return List.copyOf(data);
	}

	public boolean streamed() {
		return !name().endsWith("_JSON");
	}

	static @Nullable MockRecording named(String name) {
		return Stream.of(values()).filter((value) -> value.recordingName().equals(name)).findFirst().orElse(null);
	}

	MockResponse response(MockBehavior behavior) {
		MockFault fault = MockFault.of(behavior);
		MockResponse.Builder response = MockResponse.status(behavior.status())
			.header("content-type", streamed() ? "text/event-stream; charset=utf-8" : "application/json")
			.header("x-request-id", "req_mock")
			.framing(fault.withoutHead() ? Framing.NOTHING : Framing.CHUNKED)
			.delay(behavior.delay())
			.finish(fault.finish());
		int count = fault.partsOf(this.parts.size());
		for (int from = 0; from < count; from += behavior.batch()) {
			StringBuilder text = new StringBuilder();
			for (int i = from; i < Math.min(count, from + behavior.batch()); i++) {
				text.append(this.parts.get(i).raw());
			}
			response.write((from == 0) ? behavior.first() : behavior.pace(),
					text.toString().getBytes(StandardCharsets.UTF_8));
		}
		return (behavior.splitOdd() ? response.oddPieces(behavior.seed()) : response).build();
	}

	private static List<SsePart> unterminated(List<SsePart> parts) {
		List<SsePart> copy = new ArrayList<>(parts);
		SsePart last = copy.remove(copy.size() - 1);
		copy.add(new SsePart(last.raw().stripTrailing() + "\n", null));
		return copy;
	}

	private static List<SsePart> withMark(List<SsePart> parts) {
		List<SsePart> copy = new ArrayList<>(parts);
		SsePart first = copy.remove(0);
		copy.add(0, new SsePart("\uFEFF" + first.raw(), first.data()));
		return copy;
	}

	private static List<SsePart> lineEnd(List<SsePart> parts, String end) {
		return parts.stream()
			.map((part) -> new SsePart(part.raw().replace("\r\n", "\n").replace("\n", end), part.data()))
			.toList();
	}

}
