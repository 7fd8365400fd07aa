package org.llmgateway.codec;

import org.llmgateway.llm.Dialect;

/**
 * Says what an event of a provider's stream holds, by one walk over its bytes.
 *
 * <p>
 * The walk follows names of members and nesting, so a prompt that talks of
 * {@code "finish_reason"} is not taken for one. It validates nothing: of data that is no
 * JSON it says nothing. An instance belongs to one stream and to one thread at a time.
 */
public final class ChunkFacts {

	/**
	 * The event holds something of the answer: text, reasoning, a refusal, a tool call.
	 */
	public static final int CONTENT = 1;

	/**
	 * The event holds token counts.
	 */
	public static final int USAGE = 1 << 1;

	/**
	 * The event says why the answer, or one of its choices, has ended.
	 */
	public static final int FINISH = 1 << 2;

	/**
	 * The event tells of an error.
	 */
	public static final int ERROR = 1 << 3;

	/**
	 * The event is the last one of a stream in its dialect: OpenAI's {@code [DONE]} or
	 * the end of a response, Anthropic's {@code message_stop}.
	 */
	public static final int DONE = 1 << 4;

	private final boolean openAi;

	private final EventWalk walk = new EventWalk();

	private int facts;

	/**
	 * Whether the walk is in the top-level member {@code choices}.
	 */
	private boolean inChoices;

	/**
	 * Whether the walk is in the {@code delta}, or {@code message}, of a choice.
	 */
	private boolean inDelta;

	/**
	 * Whether the event begins a block, and that block is one that comes with content.
	 */
	private boolean blockStart;

	private boolean fullBlock;

	/**
	 * Creates a classifier for one stream.
	 * @param dialect the dialect that the provider speaks
	 */
	public ChunkFacts(Dialect dialect) {
		this.openAi = dialect == Dialect.OPENAI;
	}

	/**
	 * Looks at an event.
	 * @param event the event as the parser told it; only read
	 * @return a set of {@link #CONTENT}, {@link #USAGE}, {@link #FINISH}, {@link #ERROR}
	 * and {@link #DONE}
	 */
	public int of(SseEvent event) {
		this.facts = 0;
		this.inChoices = false;
		this.inDelta = false;
		this.blockStart = false;
		this.fullBlock = false;
		if (event.data.equalsAscii("[DONE]")) {
			return DONE;
		}
		EventWalk walk = this.walk;
		if (event.name.length > 0) {
			walk.open(event.name);
			type(0, event.name.length);
		}
		walk.open(event.data);
		while (walk.nextMember()) {
			if (this.openAi) {
				openAi(walk);
			}
			else {
				anthropic(walk);
			}
		}
		return this.facts | ((this.blockStart && this.fullBlock) ? CONTENT : 0);
	}

	private void openAi(EventWalk walk) {
		switch (walk.depth()) {
			case 1 -> {
				this.inChoices = walk.isName("choices");
				top(walk);
			}
			case 2 -> usage(walk);
			case 3 -> {
				this.inDelta = this.inChoices && (walk.isName("delta") || walk.isName("message"));
				if (this.inChoices && walk.isName("finish_reason")) {
					this.facts |= walk.isEmptyValue() ? 0 : FINISH;
				}
				else if (this.inChoices && walk.isName("text")) {
					this.facts |= walk.isEmptyValue() ? 0 : CONTENT;
				}
			}
			case 4 -> {
				if (this.inDelta && isDeltaContent(walk)) {
					this.facts |= walk.isEmptyValue() ? 0 : CONTENT;
				}
			}
			default -> {
			}
		}
	}

	private static boolean isDeltaContent(EventWalk walk) {
		return walk.isName("content") || walk.isName("tool_calls") || walk.isName("reasoning_content")
				|| walk.isName("reasoning") || walk.isName("refusal") || walk.isName("function_call")
				|| walk.isName("audio");
	}

	private void anthropic(EventWalk walk) {
		if (walk.depth() > 2) {
			return;
		}
		if (walk.isName("stop_reason")) {
			this.facts |= walk.isEmptyValue() ? 0 : FINISH;
		}
		else if (walk.depth() == 1) {
			top(walk);
		}
		else if (walk.isName("type")) {
			this.fullBlock = !walk.isValue("text") && !walk.isValue("thinking");
		}
		else {
			usage(walk);
		}
	}

	private void top(EventWalk walk) {
		if (walk.isName("type")) {
			type(walk.valueStart(), walk.valueLength());
		}
		else if (walk.isName("error")) {
			this.facts |= walk.isEmptyValue() ? 0 : ERROR;
		}
		else {
			usage(walk);
		}
	}

	private void usage(EventWalk walk) {
		if (walk.isName("usage") && walk.isObject()) {
			this.facts |= USAGE;
		}
	}

	/**
	 * Judges the type of an event, which stands in its name, in its data or in both.
	 */
	private void type(int start, int length) {
		EventWalk walk = this.walk;
		if (walk.is(start, length, "error")) {
			this.facts |= ERROR;
		}
		else if (!this.openAi) {
			this.facts |= walk.is(start, length, "content_block_delta") ? CONTENT : 0;
			this.facts |= walk.is(start, length, "message_stop") ? DONE : 0;
			this.blockStart |= walk.is(start, length, "content_block_start");
		}
		else if (length > 6 && walk.is(start + length - 6, 6, ".delta")) {
			this.facts |= CONTENT;
		}
		else if (walk.is(start, length, "response.completed") || walk.is(start, length, "response.incomplete")) {
			this.facts |= FINISH | DONE;
		}
		else if (walk.is(start, length, "response.failed")) {
			this.facts |= ERROR | DONE;
		}
	}

}
