package org.llmgateway.codec;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import io.netty.buffer.ByteBuf;

import org.llmgateway.llm.Dialect;

/**
 * Tallies answers that are no streams, by one walk over the body.
 */
public final class WholeAnswer {

	private static final byte[] USAGE = "\"usage\"".getBytes(StandardCharsets.US_ASCII);

	private WholeAnswer() {
	}

	/**
	 * Tallies an answer.
	 * @param body the whole body between its indices; neither moved nor retained
	 * @param dialect the dialect that the provider speaks
	 * @return the tally; of a body that is no JSON object, by its size
	 */
	public static AnswerTally tally(ByteBuf body, Dialect dialect) {
		AnswerTally tally = new AnswerTally(dialect);
		int first = body.forEachByte((b) -> b >= 0 && b <= ' ');
		if (first >= 0 && body.getByte(first) == '{') {
			walk(body, AnswerWalk.of(dialect, tally));
		}
		else if (first >= 0) {
			tally.unseen(body.readableBytes());
		}
		return tally;
	}

	private static void walk(ByteBuf body, AnswerWalk walk) {
		SseRange range = new SseRange();
		int length = body.readableBytes();
		if (body.hasArray()) {
			range.set(body.array(), body.arrayOffset() + body.readerIndex(), length);
			walk.rest(range, 0);
			return;
		}
		byte[] window = ScanWindow.take();
		byte[] array = (length <= window.length) ? window : new byte[length];
		body.getBytes(body.readerIndex(), array, 0, length);
		range.set(array, 0, length);
		walk.rest(range, 0);
		ScanWindow.giveBack(window);
	}

	/**
	 * Tallies the usage in the end of an answer that was too large to be collected.
	 * @param tally the tally of the answer
	 * @param tail holds the last bytes of the answer at its beginning
	 * @param length how many they are
	 * @param dialect the dialect that the provider speaks
	 */
	public static void tallyEnd(AnswerTally tally, byte[] tail, int length, Dialect dialect) {
		for (int start = length - USAGE.length; start >= 0; start--) {
			if (Arrays.equals(tail, start, start + USAGE.length, USAGE, 0, USAGE.length)) {
				SseRange range = new SseRange();
				range.set(tail, start, length - start);
				AnswerWalk.of(dialect, tally).rest(range, 1);
				return;
			}
		}
	}

}
