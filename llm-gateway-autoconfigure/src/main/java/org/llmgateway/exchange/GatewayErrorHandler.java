package org.llmgateway.exchange;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.Operation;

/**
 * The only place where an error becomes an answer, in the caller's dialect.
 */
public final class GatewayErrorHandler {

	/** The response header with the request's id. */
	public static final String REQUEST_ID = "X-Request-ID";

	private static final Log logger = LogFactory.getLog(GatewayErrorHandler.class);

	/**
	 * The answer for an error that came before the answer had begun.
	 * @param exchange the folder of the request
	 * @param error what went wrong
	 * @return a whole answer
	 */
	public LlmAnswer answer(LlmExchange exchange, Throwable error) {
		GatewayException known = known(exchange, error);
		HttpHeaders headers = new HttpHeaders();
		headers.putAll(known.headers());
		headers.setContentType(MediaType.APPLICATION_JSON);
		if (known.error() == GatewayError.UPSTREAM_BUSY) {
			headers.set(HttpHeaders.RETRY_AFTER, "1");
		}
		ByteBuf body = bytes(body(exchange.errorDialect(), known, exchange.requestId()));
		return LlmAnswer.whole(known.error().status(), headers, body).ending(Ending.of(error));
	}

	/**
	 * The event that tells the caller of an error in a stream that has begun.
	 * @param exchange the folder of the request
	 * @param error what went wrong
	 * @return one event, owned by the caller of the method
	 */
	public ByteBuf event(LlmExchange exchange, Throwable error) {
		GatewayException known = known(exchange, error);
		if (exchange.dialect() == Dialect.ANTHROPIC) {
			return bytes("event: error\ndata: " + body(Dialect.ANTHROPIC, known, exchange.requestId()) + "\n\n");
		}
		if (exchange.operation() == Operation.RESPONSE) {
			return bytes("event: error\ndata: {\"type\":\"error\"," + openAiMembers(known) + "}\n\n");
		}
		return bytes("data: " + body(Dialect.OPENAI, known, exchange.requestId()) + "\n\n");
	}

	private static GatewayException known(LlmExchange exchange, Throwable error) {
		if (error instanceof GatewayException known) {
			if (logger.isDebugEnabled()) {
				logger.debug("Request " + exchange.requestId() + ": " + known.error().code() + ": " + known.text(),
						known.getCause());
			}
			return known;
		}
		logger.error("Request " + exchange.requestId() + " failed in the gateway", error);
		return new GatewayException(GatewayError.INTERNAL,
				"The gateway failed; its log has the reason under request id " + exchange.requestId());
	}

	/**
	 * The error object of a dialect.
	 * @param dialect the dialect that the caller reads
	 * @param error what went wrong
	 * @param requestId the id to show, or {@code null} before the request has one
	 * @return a JSON object
	 */
	public static String body(Dialect dialect, GatewayException error, @Nullable String requestId) {
		if (dialect == Dialect.ANTHROPIC) {
			return "{\"type\":\"error\",\"error\":{\"type\":\"" + error.error().type(dialect) + "\",\"message\":"
					+ quoted(error.text()) + "},\"request_id\":" + quoted(requestId) + "}";
		}
		return "{\"error\":{\"type\":\"" + error.error().type(dialect) + "\"," + openAiMembers(error) + "}}";
	}

	private static String openAiMembers(GatewayException error) {
		return "\"code\":\"" + error.error().code() + "\",\"message\":" + quoted(error.text()) + ",\"param\":"
				+ quoted(error.param());
	}

	private static String quoted(@Nullable String value) {
		if (value == null) {
			return "null";
		}
		StringBuilder quoted = new StringBuilder(value.length() + 16).append('"');
		JsonStringEncoder.getInstance().quoteAsString(value, quoted);
		return quoted.append('"').toString();
	}

	private static ByteBuf bytes(String text) {
		return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
	}

}
