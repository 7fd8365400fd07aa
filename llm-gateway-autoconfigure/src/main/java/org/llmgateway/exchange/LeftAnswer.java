package org.llmgateway.exchange;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * The place of an answer between the filter that leaves it and the one that writes it.
 */
public final class LeftAnswer {

	private final Consumer<Runnable> onClose;

	private final AtomicReference<@Nullable LlmAnswer> left = new AtomicReference<>();

	LeftAnswer(Consumer<Runnable> onClose) {
		this.onClose = onClose;
	}

	/**
	 * Leaves an answer; one that lies there is discarded, and so is this one when the
	 * folder closes and nobody has taken it.
	 * @param answer the answer; the place takes ownership
	 */
	public void put(LlmAnswer answer) {
		LlmAnswer earlier = this.left.getAndSet(answer);
		if (earlier != null) {
			earlier.discard();
		}
		else {
			this.onClose.accept(this::discard);
		}
	}

	/**
	 * Takes the answer that was left.
	 * @return the answer, owned by the taker, or {@code null} where there is none
	 */
	public @Nullable LlmAnswer take() {
		return this.left.getAndSet(null);
	}

	private void discard() {
		LlmAnswer answer = take();
		if (answer != null) {
			answer.discard();
		}
	}

}
