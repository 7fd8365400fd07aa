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

	/**
	 * There was an event, and not only a ping.
	 */
	public static final int EVENT = 1 << 5;

	private static final int ALL = CONTENT | USAGE | FINISH | ERROR | DONE | EVENT;

	private static final int PING = 1 << 12;

	/**
	 * The walk is in the top-level member {@code choices}.
	 */
	private static final int IN_CHOICES = 1 << 8;

	/**
	 * The walk is in the {@code delta}, or {@code message}, of a choice.
	 */
	private static final int IN_DELTA = 1 << 9;

	/**
	 * The event begins a block.
	 */
	private static final int BLOCK_START = 1 << 10;

	/**
	 * The event's block is one that comes with content.
	 */
	private static final int FULL_BLOCK = 1 << 11;

	private final boolean openAi;

	private final EventWalk walk = new EventWalk();

	private final EventMemo memo = new EventMemo();

	private int facts;

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
	 * @return a set of {@link #CONTENT}, {@link #USAGE}, {@link #FINISH}, {@link #ERROR},
	 * {@link #DONE} and {@link #EVENT}
	 */
	public int of(SseEvent event) {
		if (event.data.equalsAscii("[DONE]")) {
			return DONE | EVENT;
		}
		boolean known = this.memo.matches(event);
		if (known) {
			this.facts = this.memo.facts;
			this.walk.open(event.data, this.memo.length(), this.memo.depth);
		}
		else {
			this.facts = 0;
			name(event);
			this.walk.open(event.data);
		}
		walk(event, known);
		boolean full = is(BLOCK_START) && is(FULL_BLOCK);
		int told = full ? this.facts | CONTENT : this.facts;
		return (is(PING) ? told : told | EVENT) & ALL;
	}

	private void name(SseEvent event) {
		if (event.name.length > 0) {
			this.walk.open(event.name);
			type(0, event.name.length);
		}
	}

	private void walk(SseEvent event, boolean known) {
		EventWalk walk = this.walk;
		boolean memorable = !known;
		while (walk.nextMember()) {
			if (memorable && isToken(walk)) {
				this.memo.remember(event, walk.memberStart(), walk.depth(), this.facts);
				memorable = false;
			}
			if (this.openAi) {
				openAi(walk);
			}
			else {
				anthropic(walk);
			}
		}
	}

	/**
	 * Whether the member is where the events of an answer begin to differ.
	 */
	private boolean isToken(EventWalk walk) {
		if (this.openAi) {
			return walk.depth() == 4 && is(IN_DELTA) && !walk.isName("role") && !walk.isEmptyValue();
		}
		return walk.depth() == 2 && (walk.isName("text") || walk.isName("partial_json") || walk.isName("thinking"));
	}

	private boolean is(int flag) {
		return (this.facts & flag) != 0;
	}

	private void set(int flag, boolean on) {
		this.facts = on ? this.facts | flag : this.facts & ~flag;
	}

	private void add(int fact, boolean holds) {
		this.facts |= holds ? fact : 0;
	}

	private void openAi(EventWalk walk) {
		switch (walk.depth()) {
			case 1 -> {
				set(IN_CHOICES, walk.isName("choices"));
				top(walk);
			}
			case 2 -> usage(walk);
			case 3 -> choice(walk);
			case 4 -> add(CONTENT, is(IN_DELTA) && isDeltaContent(walk) && !walk.isEmptyValue());
			default -> {
			}
		}
	}

	private void choice(EventWalk walk) {
		set(IN_DELTA, is(IN_CHOICES) && (walk.isName("delta") || walk.isName("message")));
		if (!is(IN_CHOICES)) {
			return;
		}
		if (walk.isName("finish_reason")) {
			add(FINISH, !walk.isEmptyValue());
		}
		else if (walk.isName("text")) {
			add(CONTENT, !walk.isEmptyValue());
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
			add(FINISH, !walk.isEmptyValue());
		}
		else if (walk.depth() == 1) {
			top(walk);
		}
		else if (walk.isName("type")) {
			set(FULL_BLOCK, !walk.isValue("text") && !walk.isValue("thinking"));
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
			add(ERROR, !walk.isEmptyValue());
		}
		else {
			usage(walk);
		}
	}

	private void usage(EventWalk walk) {
		add(USAGE, walk.isName("usage") && walk.isObject());
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
			add(CONTENT, walk.is(start, length, "content_block_delta"));
			add(DONE, walk.is(start, length, "message_stop"));
			add(BLOCK_START, walk.is(start, length, "content_block_start"));
			add(PING, walk.is(start, length, "ping"));
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
