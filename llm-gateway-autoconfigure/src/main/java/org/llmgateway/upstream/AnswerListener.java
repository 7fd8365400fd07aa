package org.llmgateway.upstream;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.GatewayException;

/**
 * What a body tells the attempt that it belongs to.
 */
interface AnswerListener {

	/**
	 * The first content has come, held or not.
	 */
	void firstContent();

	/**
	 * The provider has told of an error in what is sent on to the caller.
	 */
	void errorEvent();

	/**
	 * The commit point is reached: the body has an answer for the caller.
	 */
	void committed();

	/**
	 * There is no answer; nothing of it may be sent on.
	 * @param error why
	 */
	void failed(GatewayException error);

	/**
	 * The provider has ended, properly or not.
	 * @param error why not properly, or {@code null}
	 */
	void ended(@Nullable GatewayException error);

	/**
	 * The body was not wanted any more before its end.
	 */
	void cancelled();

}
