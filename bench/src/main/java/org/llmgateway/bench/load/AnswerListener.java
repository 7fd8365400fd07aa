package org.llmgateway.bench.load;

import io.netty.buffer.ByteBuf;

/**
 * What an {@link H1ResponseReader} tells of an answer.
 */
interface AnswerListener {

	void status(int status);

	/**
	 * A header field.
	 * @param line name and value in lower case
	 */
	default void header(String line) {
	}

	/**
	 * Body bytes; the buffer is not handed over.
	 * @param buffer the buffer
	 * @param index where the bytes start
	 * @param length how many there are
	 * @param now the time of the read that brought them: one value per read
	 */
	void data(ByteBuf buffer, int index, int length, long now);

}
