package org.llmgateway.codec;

/**
 * Follows a walk through the objects of an event whose members are tallied: usage, an
 * error, why a response is incomplete.
 */
final class TalliedObjects {

	private static final int USAGE = 1;

	private static final int OPENING_USAGE = 2;

	private static final int ERROR = 3;

	private static final int INCOMPLETE = 4;

	private final AnswerTally tally;

	private int kind;

	/**
	 * Where the member is whose value is the object; 0 outside.
	 */
	private int depth;

	private boolean inDetails;

	private boolean ofOutput;

	TalliedObjects(AnswerTally tally) {
		this.tally = tally;
	}

	void leave() {
		this.depth = 0;
	}

	void usage(EventWalk walk, boolean opening) {
		enter(walk, opening ? OPENING_USAGE : USAGE);
	}

	void error(EventWalk walk) {
		enter(walk, ERROR);
	}

	void incomplete(EventWalk walk) {
		enter(walk, INCOMPLETE);
	}

	private void enter(EventWalk walk, int kind) {
		if (walk.isObject()) {
			this.kind = kind;
			this.depth = walk.depth();
		}
	}

	/**
	 * Takes a member, if the walk is in an object that is tallied.
	 * @return whether it is
	 */
	boolean takes(EventWalk walk) {
		int inside = walk.depth() - this.depth;
		if (this.depth == 0 || inside <= 0) {
			this.depth = 0;
			return false;
		}
		if (inside == 1) {
			member(walk);
		}
		else if (inside == 2 && this.inDetails) {
			this.tally.details(walk, this.ofOutput);
		}
		return true;
	}

	private void member(EventWalk walk) {
		this.inDetails = false;
		switch (this.kind) {
			case ERROR -> this.tally.error(walk);
			case INCOMPLETE -> this.tally.incomplete(walk);
			default -> {
				this.ofOutput = walk.isName("completion_tokens_details") || walk.isName("output_tokens_details");
				this.inDetails = this.ofOutput || walk.isName("prompt_tokens_details")
						|| walk.isName("input_tokens_details");
				this.tally.usage(walk, this.kind == OPENING_USAGE);
			}
		}
	}

}
