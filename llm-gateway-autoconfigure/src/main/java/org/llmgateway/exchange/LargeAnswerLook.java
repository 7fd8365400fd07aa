package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;

import org.llmgateway.codec.AnswerTally;
import org.llmgateway.codec.WholeAnswer;
import org.llmgateway.llm.Dialect;

/**
 * The look at a JSON answer that is too large to be collected: its size, and its last
 * bytes, where providers put the usage.
 */
public final class LargeAnswerLook implements ChunkLook {

	private static final int TAIL = 2048;

	private final Dialect dialect;

	private final AnswerTally tally;

	private final byte[] tail = new byte[TAIL];

	private int kept;

	/**
	 * Creates a look at one answer.
	 * @param dialect the dialect that the provider speaks
	 */
	public LargeAnswerLook(Dialect dialect) {
		this.dialect = dialect;
		this.tally = new AnswerTally(dialect);
	}

	@Override
	public AnswerTally tally() {
		return this.tally;
	}

	@Override
	public LlmChunk at(ByteBuf buffer) {
		int length = buffer.readableBytes();
		this.tally.unseen(length);
		int fresh = Math.min(length, TAIL);
		int old = Math.min(this.kept, TAIL - fresh);
		System.arraycopy(this.tail, this.kept - old, this.tail, 0, old);
		buffer.getBytes(buffer.writerIndex() - fresh, this.tail, old, fresh);
		this.kept = old + fresh;
		return new LlmChunk(buffer, false, 0);
	}

	@Override
	public void end() {
		WholeAnswer.tallyEnd(this.tally, this.tail, this.kept, this.dialect);
	}

}
