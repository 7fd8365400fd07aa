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

	/**
	 * The event holds token counts and no choices, as the one that comes when a caller
	 * has asked for usage.
	 */
	public static final int USAGE_ONLY = 1 << 6;

	private static final int ALL = CONTENT | USAGE | FINISH | ERROR | DONE | EVENT | USAGE_ONLY;

	private final AnswerWalk walk;

	private final EventMemo memo = new EventMemo();

	/**
	 * Creates a classifier for one stream.
	 * @param dialect the dialect that the provider speaks
	 */
	public ChunkFacts(Dialect dialect) {
		this.walk = AnswerWalk.of(dialect, new AnswerTally(dialect));
	}

	/**
	 * What the events so far were counted in.
	 * @return the tally, which the classifier fills on
	 */
	public AnswerTally tally() {
		return this.walk.tally;
	}

	/**
	 * Looks at an event.
	 * @param event the event as the parser told it; only read
	 * @return a set of {@link #CONTENT}, {@link #USAGE}, {@link #FINISH}, {@link #ERROR},
	 * {@link #DONE}, {@link #EVENT} and {@link #USAGE_ONLY}
	 */
	public int of(SseEvent event) {
		if (event.data.equalsAscii("[DONE]")) {
			return DONE | EVENT;
		}
		AnswerWalk walk = this.walk;
		boolean known = this.memo.matches(event);
		if (known) {
			walk.open(event.data, this.memo.length(), this.memo.depth, this.memo.facts);
		}
		else {
			walk.open(event.name, event.data);
		}
		boolean memorable = !known;
		while (walk.next()) {
			if (memorable && walk.isToken()) {
				this.memo.remember(event, walk.members.memberStart(), walk.members.depth(), walk.facts);
				memorable = false;
			}
			walk.member();
		}
		return walk.told() & ALL;
	}

}
