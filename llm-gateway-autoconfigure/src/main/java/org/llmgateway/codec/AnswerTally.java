package org.llmgateway.codec;

import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.llm.TokenUsage.Accuracy;

/**
 * Counts one answer as it arrives: characters, the provider's token counts, why it
 * stopped.
 *
 * <p>
 * It is filled by the one walk over each event, or over a whole body, by one thread at a
 * time, and holds nothing of the answer's text. What a provider has not said, or has said
 * as null, as a negative number or as a fraction, is unknown; of several values the last
 * known one holds.
 */
public final class AnswerTally {

	private static final long UNKNOWN = -1;

	private final boolean anthropic;

	/**
	 * The characters of the answer's text, reasoning and tool calls.
	 */
	final Characters characters = new Characters();

	private long input = UNKNOWN;

	private long output = UNKNOWN;

	private long total = UNKNOWN;

	/**
	 * What the beginning of a message says of its output, which is not yet all.
	 */
	private long begun = UNKNOWN;

	private long cachedInput = UNKNOWN;

	private long cacheWrite = UNKNOWN;

	private long reasoning = UNKNOWN;

	private long audioInput = UNKNOWN;

	private long audioOutput = UNKNOWN;

	private @Nullable String finishReason;

	private @Nullable String errorType;

	private boolean errorTyped;

	private int oversizedEvents;

	/**
	 * Creates a tally of one answer.
	 * @param dialect the dialect that the provider speaks
	 */
	public AnswerTally(Dialect dialect) {
		this.anthropic = dialect == Dialect.ANTHROPIC;
	}

	/**
	 * Takes a member of a usage object.
	 * @param opening whether the object belongs to the beginning of a message
	 */
	void usage(EventWalk walk, boolean opening) {
		if (walk.isName("prompt_tokens") || walk.isName("input_tokens")) {
			this.input = last(walk, this.input);
		}
		else if (walk.isName("completion_tokens") || walk.isName("output_tokens")) {
			if (opening) {
				this.begun = last(walk, this.begun);
			}
			else {
				this.output = last(walk, this.output);
			}
		}
		else if (walk.isName("total_tokens")) {
			this.total = last(walk, this.total);
		}
		else if (walk.isName("cache_read_input_tokens")) {
			this.cachedInput = last(walk, this.cachedInput);
		}
		else if (walk.isName("cache_creation_input_tokens")) {
			this.cacheWrite = last(walk, this.cacheWrite);
		}
	}

	/**
	 * Takes a member of a usage object's details.
	 * @param ofOutput whether they are of the output, and not of the input
	 */
	void details(EventWalk walk, boolean ofOutput) {
		if (walk.isName("cached_tokens")) {
			this.cachedInput = last(walk, this.cachedInput);
		}
		else if (walk.isName("cache_write_tokens")) {
			this.cacheWrite = last(walk, this.cacheWrite);
		}
		else if (walk.isName("reasoning_tokens")) {
			this.reasoning = last(walk, this.reasoning);
		}
		else if (walk.isName("audio_tokens")) {
			this.audioOutput = ofOutput ? last(walk, this.audioOutput) : this.audioOutput;
			this.audioInput = ofOutput ? this.audioInput : last(walk, this.audioInput);
		}
	}

	private static long last(EventWalk walk, long before) {
		long count = walk.count();
		return (count >= 0) ? count : before;
	}

	/**
	 * Takes the reason why a choice has stopped; that of the first choice holds.
	 */
	void finish(EventWalk walk) {
		if (this.finishReason == null) {
			this.finishReason = walk.word();
		}
	}

	/**
	 * Takes a member that says why a response is incomplete, which is more than that it
	 * is.
	 */
	void incomplete(EventWalk walk) {
		String reason = walk.isName("reason") ? walk.word() : null;
		this.finishReason = (reason != null) ? reason : this.finishReason;
	}

	void finish(String reason) {
		this.finishReason = (this.finishReason == null) ? reason : this.finishReason;
	}

	/**
	 * Takes a member of an error object: its type, or its code where it has none.
	 */
	void error(EventWalk walk) {
		if (walk.isName("type") && !this.errorTyped) {
			String type = walk.word();
			this.errorTyped = type != null;
			this.errorType = (type != null) ? type : this.errorType;
		}
		else if (walk.isName("code") && this.errorType == null) {
			this.errorType = walk.word();
		}
	}

	/**
	 * Takes part of an answer that nobody has looked into, by its size.
	 * @param bytes how many bytes it has
	 */
	public void unseen(long bytes) {
		this.characters.ascii += bytes;
	}

	/**
	 * An event passed that nobody has looked into because it was too large.
	 */
	public void oversizedEvent() {
		this.oversizedEvents++;
	}

	/**
	 * Events that nobody has looked into because they were too large.
	 * @return the count
	 */
	public int oversizedEvents() {
		return this.oversizedEvents;
	}

	/**
	 * Why the model stopped, in the provider's word.
	 * @return the reason, or {@code null} if it has not said it
	 */
	public @Nullable String finishReason() {
		return this.finishReason;
	}

	/**
	 * The type of the first error that the answer told of.
	 * @return the type or the code, or {@code null} if there was no error, or one without
	 * either
	 */
	public @Nullable String errorType() {
		return this.errorType;
	}

	/**
	 * The characters of the answer so far: text, reasoning, names and arguments of tool
	 * calls; no audio, no images.
	 * @return the count
	 */
	public TextCount text() {
		Characters seen = this.characters;
		return new TextCount(seen.ascii, seen.symbols, seen.other, seen.wide, 0, 0);
	}

	/**
	 * The tokens of the request and of the answer so far: what the provider has said, and
	 * an estimate for what it has not.
	 * @param operation what was asked for
	 * @param model the model that was asked for, by whose family an estimate is made
	 * @param estimatedInput the estimate of the input, in tokens
	 * @return the usage
	 */
	public TokenUsage usage(Operation operation, @Nullable String model, long estimatedInput) {
		if (operation == Operation.COUNT_TOKENS) {
			return TokenUsage.NONE;
		}
		long knownInput = knownInput();
		long knownOutput = (operation == Operation.EMBEDDING) ? 0 : knownOutput();
		long in = (knownInput >= 0) ? knownInput : estimatedInput;
		long out = (knownOutput >= 0) ? knownOutput : Math.max(this.begun, TokenEstimate.of(text(), false, model));
		Accuracy accuracy = (knownInput >= 0 && knownOutput >= 0) ? Accuracy.EXACT : Accuracy.ESTIMATED;
		return new TokenUsage(in, part(this.cachedInput, in), part(this.cacheWrite, in), out, part(this.reasoning, out),
				part(this.audioInput, in), part(this.audioOutput, out), accuracy);
	}

	/**
	 * Anthropic counts what went through the cache apart from the rest of the input.
	 */
	private long knownInput() {
		if (!this.anthropic || this.input < 0) {
			return this.input;
		}
		return this.input + Math.max(this.cachedInput, 0) + Math.max(this.cacheWrite, 0);
	}

	/**
	 * Some providers leave reasoning out of the output and have it in the total only.
	 */
	private long knownOutput() {
		if (this.anthropic || this.output < 0 || this.input < 0) {
			return this.output;
		}
		return Math.max(this.output, this.total - this.input);
	}

	private static long part(long known, long whole) {
		return Math.max(0, Math.min(known, whole));
	}

}
