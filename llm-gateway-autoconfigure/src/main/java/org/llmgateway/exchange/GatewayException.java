package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import org.llmgateway.llm.GatewayError;

/**
 * A {@link GatewayError} on its way to the caller, without a stack trace because it is an
 * answer and not a bug.
 */
public class GatewayException extends RuntimeException {

	private final GatewayError error;

	private final @Nullable String param;

	private final HttpHeaders headers = new HttpHeaders();

	/**
	 * Creates an error about the request as a whole.
	 * @param error what went wrong
	 * @param message a sentence for the caller: the offending value and what is allowed
	 */
	public GatewayException(GatewayError error, String message) {
		this(error, message, null, null);
	}

	/**
	 * Creates an error about one member of the request.
	 * @param error what went wrong
	 * @param message a sentence for the caller: the offending value and what is allowed
	 * @param param the request's member at fault
	 * @param cause what it comes from, for the log only
	 */
	public GatewayException(GatewayError error, String message, @Nullable String param, @Nullable Throwable cause) {
		super(message, cause, false, false);
		this.error = error;
		this.param = param;
	}

	public GatewayError error() {
		return this.error;
	}

	public @Nullable String param() {
		return this.param;
	}

	/**
	 * Adds a header to the answer that this error becomes.
	 * @param name the header's name
	 * @param value its value
	 * @return this error
	 */
	public GatewayException with(String name, String value) {
		this.headers.set(name, value);
		return this;
	}

	/**
	 * What goes with the answer that this error becomes.
	 * @return the headers, usually none
	 */
	public HttpHeaders headers() {
		return this.headers;
	}

	/**
	 * The sentence for the caller.
	 * @return the message, never {@code null}
	 */
	public String text() {
		String message = getMessage();
		return (message != null) ? message : this.error.code();
	}

}
