package org.llmgateway.codec;

import org.llmgateway.llm.Dialect;

/**
 * One walk over the members of an event, or of a whole answer, in a dialect: notes what
 * it holds, and tallies it.
 */
abstract class AnswerWalk {

	/**
	 * Something of the event was counted.
	 */
	private static final int COUNTED = 1 << 8;

	/**
	 * The walk is in an object that may hold the usage of the answer.
	 */
	static final int IN_ANSWER = 1 << 9;

	/**
	 * The walk is in a part of an answer whose texts stand deeper: a tool call, a list of
	 * parts.
	 */
	static final int IN_PARTS = 1 << 10;

	/**
	 * The first bit that a dialect has for itself.
	 */
	static final int OWN = 1 << 11;

	final EventWalk members = new EventWalk();

	final AnswerTally tally;

	final TalliedObjects objects;

	int facts;

	AnswerWalk(AnswerTally tally) {
		this.tally = tally;
		this.objects = new TalliedObjects(tally);
	}

	static AnswerWalk of(Dialect dialect, AnswerTally tally) {
		return (dialect == Dialect.ANTHROPIC) ? new AnthropicWalk(tally) : new OpenAiWalk(tally);
	}

	/**
	 * Begins an event.
	 */
	void open(SseRange name, SseRange data) {
		this.facts = 0;
		if (name.length > 0) {
			this.members.open(name);
			type(0, name.length);
		}
		this.objects.leave();
		this.members.open(data);
	}

	/**
	 * Goes on in an event of which another walk has passed some bytes.
	 */
	void open(SseRange data, int passed, int depth, int facts) {
		this.facts = facts;
		this.objects.leave();
		this.members.open(data, passed, depth);
	}

	/**
	 * Walks to the end of an answer that is no stream.
	 * @param body the answer, or the end of it
	 * @param depth how many objects and arrays are around its beginning
	 */
	void rest(SseRange body, int depth) {
		open(body, 0, depth, 0);
		while (next()) {
			member();
		}
		told();
	}

	/**
	 * Goes on to the next member that is not one of a tallied object.
	 * @return {@code false} at the end
	 */
	boolean next() {
		while (this.members.nextMember()) {
			if (!this.objects.takes(this.members)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether the member is where the events of an answer begin to differ.
	 */
	boolean isToken() {
		return !is(COUNTED) && beginsText();
	}

	abstract boolean beginsText();

	/**
	 * Judges the member that the walk is at.
	 */
	abstract void member();

	/**
	 * Judges the type of an event, which stands in its name, in its data or in both.
	 */
	abstract void type(int start, int length);

	/**
	 * Ends an event.
	 * @return what it holds
	 */
	abstract int told();

	final boolean is(int flag) {
		return (this.facts & flag) != 0;
	}

	final void set(int flag, boolean on) {
		this.facts = on ? this.facts | flag : this.facts & ~flag;
	}

	final void add(int fact, boolean holds) {
		this.facts |= holds ? fact : 0;
	}

	final void count() {
		this.facts |= COUNTED;
		this.members.countString(this.tally.characters);
	}

	/**
	 * Judges a top-level member that both dialects have.
	 */
	final void top() {
		EventWalk walk = this.members;
		if (walk.isName("type")) {
			type(walk.valueStart(), walk.valueLength());
		}
		else if (walk.isName("error")) {
			add(ChunkFacts.ERROR, !walk.isEmptyValue());
			this.objects.error(walk);
		}
		else if (walk.isName("usage") && walk.isObject()) {
			this.facts |= ChunkFacts.USAGE;
			this.objects.usage(walk, false);
		}
	}

	/**
	 * Judges a member of an object that may be the answer.
	 * @param opening whether the answer has only begun
	 */
	final void answer(boolean opening) {
		EventWalk walk = this.members;
		if (walk.isName("usage") && walk.isObject()) {
			this.facts |= ChunkFacts.USAGE;
			if (is(IN_ANSWER)) {
				this.objects.usage(walk, opening);
			}
		}
		else if (is(IN_ANSWER) && walk.isName("error")) {
			this.objects.error(walk);
		}
		else if (is(IN_ANSWER) && walk.isName("incomplete_details")) {
			this.objects.incomplete(walk);
		}
	}

}
