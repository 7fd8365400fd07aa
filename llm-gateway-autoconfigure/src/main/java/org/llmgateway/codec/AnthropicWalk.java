package org.llmgateway.codec;

/**
 * The walk over Anthropic's events and messages.
 */
final class AnthropicWalk extends AnswerWalk {

	/**
	 * The event begins a block.
	 */
	private static final int BLOCK_START = OWN;

	/**
	 * The event's block is one that comes with content.
	 */
	private static final int FULL_BLOCK = OWN << 1;

	private static final int PING = OWN << 2;

	AnthropicWalk(AnswerTally tally) {
		super(tally);
	}

	@Override
	boolean beginsText() {
		return this.members.depth() == 2 && isText();
	}

	private boolean isText() {
		return this.members.isName("text") || this.members.isName("partial_json") || this.members.isName("thinking");
	}

	@Override
	void member() {
		EventWalk walk = this.members;
		if (walk.depth() > 2) {
			if (walk.depth() == 3 && is(IN_PARTS)) {
				part();
			}
		}
		else if (walk.isName("stop_reason")) {
			add(ChunkFacts.FINISH, !walk.isEmptyValue());
			this.tally.finish(walk);
		}
		else if (walk.depth() == 1) {
			set(IN_ANSWER, walk.isName("message"));
			set(IN_PARTS, walk.isName("content"));
			top();
		}
		else if (walk.isName("type")) {
			set(FULL_BLOCK, !walk.isValue("text") && !walk.isValue("thinking"));
		}
		else if (isText() || walk.isName("name")) {
			count();
		}
		else {
			answer(true);
		}
	}

	/**
	 * Judges a member of a block of a whole message.
	 */
	private void part() {
		if (this.members.isName("input")) {
			this.members.countSource(this.tally.characters);
		}
		else if (isText() || this.members.isName("name")) {
			count();
		}
	}

	@Override
	void type(int start, int length) {
		EventWalk walk = this.members;
		add(ChunkFacts.ERROR, walk.is(start, length, "error"));
		add(ChunkFacts.CONTENT, walk.is(start, length, "content_block_delta"));
		add(ChunkFacts.DONE, walk.is(start, length, "message_stop"));
		add(BLOCK_START, walk.is(start, length, "content_block_start"));
		add(PING, walk.is(start, length, "ping"));
	}

	@Override
	int told() {
		add(ChunkFacts.CONTENT, is(BLOCK_START) && is(FULL_BLOCK));
		add(ChunkFacts.EVENT, !is(PING));
		return this.facts;
	}

}
