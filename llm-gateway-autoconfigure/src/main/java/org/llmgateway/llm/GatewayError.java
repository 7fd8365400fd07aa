package org.llmgateway.llm;

/**
 * The closed list of the errors that the gateway itself produces.
 */
public enum GatewayError {

	/** The body is not what the surface takes: malformed JSON, a bad value. */
	INVALID_REQUEST(400, "invalid_request", Kind.REQUEST, false),

	/** A header is missing, or is not what the gateway allows. */
	HEADER_REFUSED(400, "header_refused", Kind.REQUEST, false),

	/** The pool of the model does not speak the caller's dialect. */
	DIALECT_MISMATCH(400, "dialect_mismatch", Kind.REQUEST, false),

	/** No configured model matches the name. */
	MODEL_NOT_FOUND(404, "model_not_found", Kind.NOT_FOUND, false),

	/** The surface exists, but nothing is configured to serve it. */
	SURFACE_NOT_SERVED(404, "surface_not_served", Kind.NOT_FOUND, false),

	/** The surface does not take this method. */
	METHOD_NOT_ALLOWED(405, "method_not_allowed", Kind.REQUEST, false),

	/** The body did not arrive in time. */
	REQUEST_TIMEOUT(408, "request_timeout", Kind.REQUEST, true),

	/** The body is larger than the limit. */
	BODY_TOO_LARGE(413, "body_too_large", Kind.TOO_LARGE, false),

	/** The body is not UTF-8 JSON. */
	UNSUPPORTED_MEDIA_TYPE(415, "unsupported_media_type", Kind.REQUEST, false),

	/** The surface is served on another protocol only. */
	MISDIRECTED(421, "misdirected_request", Kind.REQUEST, false),

	/** The surface does not exist on this protocol. */
	UPGRADE_REFUSED(426, "upgrade_refused", Kind.REQUEST, false),

	/** The headers are larger than the limit. */
	HEADERS_TOO_LARGE(431, "headers_too_large", Kind.REQUEST, false),

	/** The gateway is at fault, or its configuration is. */
	INTERNAL(500, "internal_error", Kind.SERVER, false),

	/** The method is one that a gateway does not have. */
	METHOD_NOT_IMPLEMENTED(501, "method_not_implemented", Kind.REQUEST, false),

	/** No connection to the provider could be made. */
	UPSTREAM_REFUSED(502, "upstream_refused", Kind.SERVER, true),

	/** The provider broke the connection or the protocol before it answered. */
	UPSTREAM_BROKEN(502, "upstream_broken", Kind.SERVER, true),

	/** The provider broke off in the middle of its answer. */
	UPSTREAM_CUT(502, "upstream_cut", Kind.SERVER, false),

	/** The provider told of an error in an answer that it had begun with success. */
	UPSTREAM_FAILED(502, "upstream_failed", Kind.SERVER, true),

	/** The gateway has too much to do to take the request. */
	OVERLOADED(503, "overloaded", Kind.OVERLOADED, true),

	/** All connections to the provider are in use. */
	UPSTREAM_BUSY(503, "upstream_busy", Kind.OVERLOADED, true),

	/** Every endpoint that serves the model is out for now. */
	UPSTREAM_UNAVAILABLE(503, "upstream_unavailable", Kind.OVERLOADED, true),

	/** The gateway is shutting down. */
	GATEWAY_STOPPING(503, "gateway_stopping", Kind.OVERLOADED, true),

	/** The provider did not answer in time. */
	UPSTREAM_TIMEOUT(504, "upstream_timeout", Kind.SERVER, true),

	/** The provider sent no content in time. */
	FIRST_TOKEN_TIMEOUT(504, "first_token_timeout", Kind.SERVER, true),

	/** The provider fell silent in the middle of a stream. */
	IDLE_TIMEOUT(504, "idle_timeout", Kind.SERVER, true),

	/** The request took too long as a whole. */
	TOTAL_TIMEOUT(504, "total_timeout", Kind.SERVER, true);

	private final int status;

	private final String code;

	private final Kind kind;

	private final boolean retryable;

	GatewayError(int status, String code, Kind kind, boolean retryable) {
		this.status = status;
		this.code = code;
		this.kind = kind;
		this.retryable = retryable;
	}

	/**
	 * The HTTP status of the error where the answer has not begun.
	 * @return a status code
	 */
	public int status() {
		return this.status;
	}

	/**
	 * The stable name of the error that programs may test for.
	 * @return a snake case name
	 */
	public String code() {
		return this.code;
	}

	/**
	 * Whether the same request may succeed when it is sent again.
	 * @return {@code true} if a retry makes sense
	 */
	public boolean isRetryable() {
		return this.retryable;
	}

	/**
	 * The error's type in the words of a dialect.
	 * @param dialect the caller's dialect
	 * @return a type that the dialect's own API reference lists
	 */
	public String type(Dialect dialect) {
		return (dialect == Dialect.ANTHROPIC) ? this.kind.anthropic : this.kind.openai;
	}

	private enum Kind {

		REQUEST("invalid_request_error", "invalid_request_error"),

		NOT_FOUND("invalid_request_error", "not_found_error"),

		TOO_LARGE("invalid_request_error", "request_too_large"),

		SERVER("server_error", "api_error"),

		OVERLOADED("server_error", "overloaded_error");

		private final String openai;

		private final String anthropic;

		Kind(String openai, String anthropic) {
			this.openai = openai;
			this.anthropic = anthropic;
		}

	}

}
