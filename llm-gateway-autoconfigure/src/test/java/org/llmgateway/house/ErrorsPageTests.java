package org.llmgateway.house;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.http.HttpHeaders;

import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;

/**
 * The page of all errors.
 */
class ErrorsPageTests {

	private static final Path PAGE = Path.of("../docs/errors.md");

	private static final String ID = "4f1d0c2a9b3e48d7a1c65e0f7b82d934";

	@Test
	void whenAnErrorChangesThenThePageIsStale() {
		StringBuilder table = new StringBuilder("""
				| Status | `code` | Type for OpenAI | Type for Anthropic | Retry | When |
				|---|---|---|---|---|---|
				""");
		for (GatewayError error : GatewayError.values()) {
			table.append("| ").append(error.status()).append(" | `").append(error.code()).append("` | `");
			table.append(error.type(Dialect.OPENAI)).append("` | `").append(error.type(Dialect.ANTHROPIC));
			table.append("` | ").append(error.isRetryable() ? "yes" : "no").append(" | ");
			table.append(when(error)).append(" |\n");
		}
		Snapshot.matchesPart(PAGE, "errors", table.toString());
	}

	@Test
	void whenABodyChangesThenThePageIsStale() {
		GatewayException error = new GatewayException(GatewayError.MODEL_NOT_FOUND,
				"The model 'gpt-9' does not exist here; GET /v1/models lists those that do", "model", null);
		Snapshot.matchesPart(PAGE, "bodies", json("OpenAI", GatewayErrorHandler.body(Dialect.OPENAI, error, ID)) + "\n"
				+ json("Anthropic, which has no `code`", GatewayErrorHandler.body(Dialect.ANTHROPIC, error, ID)));
	}

	@Test
	void whenAnEventChangesThenThePageIsStale() {
		Snapshot.matchesPart(PAGE, "events",
				event("/v1/chat/completions") + "\n" + event("/v1/responses") + "\n" + event("/v1/messages"));
	}

	private static String json(String title, String body) {
		return title + ":\n\n```json\n" + body + "\n```\n";
	}

	private static String event(String path) {
		Surface surface = Surface.of(path);
		if (surface == null) {
			throw new IllegalArgumentException(path);
		}
		LlmExchange exchange = new LlmExchange(surface, ID, new RequestHead("POST", path, null, new HttpHeaders()),
				Flux.empty(), null, 0);
		ByteBuf event = new GatewayErrorHandler().event(exchange, new GatewayException(GatewayError.UPSTREAM_CUT,
				"The provider 'openai' broke off in the middle of its answer"));
		try {
			return "`" + path + "`:\n\n```text\n" + event.toString(StandardCharsets.UTF_8).strip() + "\n```\n";
		}
		finally {
			event.release();
		}
	}

	/** No default: a new error is described here, or this does not compile. */
	private static String when(GatewayError error) {
		return switch (error) {
			case INVALID_REQUEST -> "The body is malformed JSON or not UTF-8, or a member has a value it cannot have,"
					+ " or asks for more than `llm.gateway.inspection` allows.";
			case HEADER_REFUSED ->
				"A header that is required is missing, or has a value that `llm.gateway.headers` does not allow.";
			case DIALECT_MISMATCH -> "The model's pools do not speak the dialect of the path.";
			case MODEL_NOT_FOUND -> "No entry of `llm.gateway.models` matches the model.";
			case SURFACE_NOT_SERVED -> "Nothing is configured for the path: no `llm.gateway.default-provider`, or a"
					+ " route that leads to no surface.";
			case METHOD_NOT_ALLOWED -> "The surface does not take the method.";
			case REQUEST_TIMEOUT -> "The request did not arrive within `llm.gateway.server.request-timeout`.";
			case BODY_TOO_LARGE -> "The body is larger than `llm.gateway.inspection.max-body-size`, declared or not.";
			case UNSUPPORTED_MEDIA_TYPE -> "The body is not `application/json` in UTF-8, or is compressed.";
			case MISDIRECTED -> "The surface is served over HTTP/3 only, and the request came over TCP.";
			case METHOD_NOT_IMPLEMENTED -> "The method is CONNECT.";
			case UPGRADE_REFUSED -> "A WebSocket was asked for.";
			case HEADERS_TOO_LARGE -> "The headers are larger than `llm.gateway.max-request-header-size`.";
			case INTERNAL -> "The gateway is at fault, or its configuration is; the log has the reason.";
			case UPSTREAM_REFUSED -> "No connection to the provider could be made.";
			case UPSTREAM_BROKEN ->
				"The provider broke off or broke the protocol before it answered, or answered with nothing or with HTML.";
			case UPSTREAM_CUT -> "The provider broke off in the middle of its answer; seen as a status only where"
					+ " nothing of the answer was sent.";
			case OVERLOADED ->
				"The gateway has too much to do, or too little memory, to take the request. Has `Retry-After`.";
			case UPSTREAM_BUSY -> "`llm.gateway.upstream.max-connections` are in use, or "
					+ "`llm.gateway.limit.concurrency.pools` lets no more into the model's pools. Has `Retry-After`.";
			case UPSTREAM_FAILED -> "The provider told of an error in an event stream that it had begun with success.";
			case UPSTREAM_UNAVAILABLE -> "Every endpoint that serves the model is out for now. Has `Retry-After`.";
			case GATEWAY_STOPPING -> "The gateway is shutting down and the drain time-out has passed.";
			case UPSTREAM_TIMEOUT -> "The provider did not begin an answer other than a stream within"
					+ " `llm.gateway.upstream.response-timeout`.";
			case FIRST_TOKEN_TIMEOUT -> "No content of a stream came within `llm.gateway.stream.first-token`.";
			case IDLE_TIMEOUT -> "The provider was silent in a stream for `llm.gateway.stream.idle`.";
			case TOTAL_TIMEOUT -> "The request took longer than `llm.gateway.stream.total`.";
		};
	}

}
