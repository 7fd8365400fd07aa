package org.llmgateway.codec;

/**
 * The walk over OpenAI's events and answers: chat, completions, responses.
 */
final class OpenAiWalk extends AnswerWalk {

	/**
	 * The walk is in the top-level member {@code choices}.
	 */
	private static final int IN_CHOICES = OWN;

	/**
	 * The walk is in the {@code delta}, or {@code message}, of a choice.
	 */
	private static final int IN_DELTA = OWN << 1;

	private static final int NO_CHOICES = OWN << 2;

	/**
	 * The event's delta is audio in base64.
	 */
	private static final int AUDIO = OWN << 3;

	/**
	 * The characters of a delta whose type may come after it.
	 */
	private final Characters delta = new Characters();

	/**
	 * Whether reasoning comes as {@code reasoning_content}: some providers send it under
	 * two names.
	 */
	private boolean reasoningContent;

	OpenAiWalk(AnswerTally tally) {
		super(tally);
	}

	@Override
	boolean beginsText() {
		EventWalk walk = this.members;
		return walk.depth() == 4 && is(IN_DELTA) && !walk.isName("role") && !walk.isEmptyValue();
	}

	@Override
	void member() {
		switch (this.members.depth()) {
			case 1 -> topMember();
			case 2 -> answer(false);
			case 3 -> choice();
			case 4 -> delta();
			default -> part();
		}
	}

	private void topMember() {
		EventWalk walk = this.members;
		this.facts &= ~(IN_CHOICES | IN_DELTA | IN_PARTS | IN_ANSWER);
		if (walk.isName("choices")) {
			this.facts |= IN_CHOICES;
			add(NO_CHOICES, walk.isEmptyArray());
		}
		else if (walk.isName("delta")) {
			walk.countString(this.delta);
		}
		else if (walk.isName("response") || walk.isName("x_groq")) {
			this.facts |= IN_ANSWER;
		}
		else if (walk.isName("output")) {
			this.facts |= IN_PARTS;
		}
		else if (walk.isName("status") && (walk.isValue("completed") || walk.isValue("incomplete"))) {
			this.tally.finish(walk);
		}
		else if (walk.isName("code") && is(ChunkFacts.ERROR)) {
			this.tally.error(walk);
		}
		else if (walk.isName("incomplete_details")) {
			this.objects.incomplete(walk);
		}
		else {
			top();
		}
	}

	private void choice() {
		if (!is(IN_CHOICES)) {
			part();
			return;
		}
		EventWalk walk = this.members;
		this.facts &= ~IN_PARTS;
		set(IN_DELTA, walk.isName("delta") || walk.isName("message"));
		if (walk.isName("finish_reason")) {
			add(ChunkFacts.FINISH, !walk.isEmptyValue());
			this.tally.finish(walk);
		}
		else if (walk.isName("text")) {
			add(ChunkFacts.CONTENT, !walk.isEmptyValue());
			count();
		}
	}

	private void delta() {
		EventWalk walk = this.members;
		if (!is(IN_DELTA)) {
			return;
		}
		boolean content = isContent() && !walk.isEmptyValue();
		add(ChunkFacts.CONTENT, content);
		set(IN_PARTS, content && !walk.isString());
		this.reasoningContent |= content && walk.isName("reasoning_content");
		if (content && !(this.reasoningContent && walk.isName("reasoning"))) {
			count();
		}
	}

	private boolean isContent() {
		EventWalk walk = this.members;
		return walk.isName("content") || walk.isName("tool_calls") || walk.isName("reasoning_content")
				|| walk.isName("reasoning") || walk.isName("refusal") || walk.isName("function_call")
				|| walk.isName("audio");
	}

	private void part() {
		EventWalk walk = this.members;
		if (is(IN_PARTS) && (walk.isName("text") || walk.isName("arguments") || walk.isName("name")
				|| walk.isName("refusal") || walk.isName("transcript") || walk.isName("input"))) {
			count();
		}
	}

	@Override
	void type(int start, int length) {
		EventWalk walk = this.members;
		if (walk.is(start, length, "error")) {
			this.facts |= ChunkFacts.ERROR;
		}
		else if (length > 6 && walk.is(start + length - 6, 6, ".delta")) {
			this.facts |= ChunkFacts.CONTENT;
			add(AUDIO, length > 11 && walk.is(start + length - 11, 5, "audio"));
		}
		else if (walk.is(start, length, "response.completed")) {
			this.facts |= ChunkFacts.FINISH | ChunkFacts.DONE;
			this.tally.finish("completed");
		}
		else if (walk.is(start, length, "response.incomplete")) {
			this.facts |= ChunkFacts.FINISH | ChunkFacts.DONE;
			this.tally.finish("incomplete");
		}
		else if (walk.is(start, length, "response.failed")) {
			this.facts |= ChunkFacts.ERROR | ChunkFacts.DONE;
		}
	}

	@Override
	int told() {
		if (is(ChunkFacts.CONTENT) && !is(AUDIO)) {
			this.tally.characters.add(this.delta);
		}
		this.delta.clear();
		boolean more = is(ChunkFacts.CONTENT) || is(ChunkFacts.FINISH) || is(ChunkFacts.ERROR);
		add(ChunkFacts.USAGE_ONLY, is(ChunkFacts.USAGE) && is(NO_CHOICES) && !more);
		return this.facts | ChunkFacts.EVENT;
	}

}
