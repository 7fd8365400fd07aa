package org.llmgateway.exchange;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.AnswerTally;

/**
 * What the stages note about a request while it passes, read when the folder closes.
 */
public final class RequestLog {

	private final long startNanos;

	private final AtomicReference<@Nullable Ending> ending = new AtomicReference<>();

	private volatile int status;

	private volatile @Nullable String provider;

	private volatile int attempts;

	private volatile List<FailedAttempt> failed = List.of();

	private volatile @Nullable AnswerTally tally;

	private volatile long firstContentNanos;

	private volatile @Nullable LongConsumer onFirstContent;

	private final AtomicBoolean reported = new AtomicBoolean();

	RequestLog(long startNanos) {
		this.startNanos = startNanos;
	}

	/**
	 * Notes how the request ended, unless that is known already.
	 * @param ending what was seen
	 * @return whether this was the first to see it
	 */
	public boolean end(Ending ending) {
		return this.ending.compareAndSet(null, ending);
	}

	/**
	 * Notes an attempt.
	 * @param provider the name of the provider it goes to
	 */
	public void attempt(String provider) {
		this.provider = provider;
		this.attempts++;
	}

	/**
	 * Notes that the attempt noted last has failed.
	 * @param reason why, in a word or two: the code of an error, or a status
	 */
	public void failed(String reason) {
		List<FailedAttempt> known = this.failed;
		List<FailedAttempt> more = new ArrayList<>(known.size() + 1);
		more.addAll(known);
		more.add(new FailedAttempt(String.valueOf(this.provider), reason));
		this.failed = more;
	}

	/**
	 * Notes the status that the caller gets.
	 * @param status an HTTP status
	 */
	public void status(int status) {
		this.status = status;
	}

	/**
	 * Notes the tally of the answer that the caller gets: at the commit point, once.
	 * @param tally what the answer is counted in, as it arrives
	 */
	public void tally(AnswerTally tally) {
		this.tally = tally;
	}

	/**
	 * Notes that the first content has come.
	 * @param nanos when, by the clock of {@link #startNanos()}
	 */
	public void firstContent(long nanos) {
		this.firstContentNanos = nanos;
		LongConsumer told = this.onFirstContent;
		if (told != null) {
			told.accept(nanos);
		}
	}

	/**
	 * Has someone told when the first content comes, of each attempt that brings any;
	 * there is one to be told.
	 * @param told gets what {@link #firstContent(long)} gets, on its thread
	 */
	public void onFirstContent(LongConsumer told) {
		this.onFirstContent = told;
	}

	/**
	 * What the answer was counted in.
	 * @return the tally, or {@code null} where no answer of a provider was taken
	 */
	public @Nullable AnswerTally tally() {
		return this.tally;
	}

	/**
	 * Says that somebody will report this request's usage, which is done once, however
	 * often a retry of the gateway door runs its stages.
	 * @return whether nobody has said so before
	 */
	public boolean claimReport() {
		return this.reported.compareAndSet(false, true);
	}

	/**
	 * When the first content came.
	 * @return a reading of the clock of {@link #startNanos()}, or 0 if none came
	 */
	public long firstContentNanos() {
		return this.firstContentNanos;
	}

	public @Nullable Ending ending() {
		return this.ending.get();
	}

	public int status() {
		return this.status;
	}

	public @Nullable String provider() {
		return this.provider;
	}

	public int attempts() {
		return this.attempts;
	}

	/**
	 * The attempts that have failed.
	 * @return the attempts in their order, usually none
	 */
	public List<FailedAttempt> failedAttempts() {
		return this.failed;
	}

	/**
	 * When the request came in.
	 * @return a reading of the clock that the door was given, in nanoseconds
	 */
	public long startNanos() {
		return this.startNanos;
	}

	/**
	 * An attempt that has failed.
	 *
	 * @param provider the name of the provider
	 * @param reason why, in a word or two
	 */
	public record FailedAttempt(String provider, String reason) {

	}

}
