package org.llmgateway.inspection;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.CallerText;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * The inspection that the gateway brings: UTF-8 JSON up to a bound, looked at once.
 */
final class DefaultBodyInspector implements BodyInspector {

	private static final String JSON = "application/json";

	private final RequestInspector inspector;

	private final int maxBodySize;

	DefaultBodyInspector(int maxBodySize, RequestInspector inspector) {
		this.maxBodySize = maxBodySize;
		this.inspector = inspector;
	}

	@Override
	public int maxBodySize() {
		return this.maxBodySize;
	}

	@Override
	public LlmRequest inspect(ByteBuf body, Operation operation, Dialect dialect) {
		Inspection inspection = this.inspector.inspect(body, operation, dialect);
		if (inspection instanceof InspectionRejection rejection) {
			throw new BodyRefusedException(GatewayError.INVALID_REQUEST, rejection.reason(), rejection.message(),
					rejection.param());
		}
		return ((InspectedRequest) inspection).request();
	}

	@Override
	public @Nullable GatewayException refusal(HttpHeaders headers) {
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (!isJson(contentType)) {
			String shown = (contentType != null) ? "'" + CallerText.shown(contentType) + "'" : "(none)";
			return new BodyRefusedException(GatewayError.UNSUPPORTED_MEDIA_TYPE, BodyRefusal.MEDIA_TYPE,
					"The content type " + shown + " is not taken; send " + JSON + " in UTF-8", null);
		}
		List<String> encodings = headers.get(HttpHeaders.CONTENT_ENCODING);
		if (encodings != null && !LlmAnswer.isPlain(encodings)) {
			return new BodyRefusedException(GatewayError.UNSUPPORTED_MEDIA_TYPE, BodyRefusal.ENCODING,
					"The content encoding '" + CallerText.shown(String.join(", ", encodings))
							+ "' is not taken; send the body as it is, which is called identity",
					null)
				.with(HttpHeaders.ACCEPT_ENCODING, "identity");
		}
		return (headers.getContentLength() > this.maxBodySize) ? tooLarge(this.maxBodySize) : null;
	}

	static GatewayException tooLarge(int limit) {
		return new BodyRefusedException(GatewayError.BODY_TOO_LARGE, BodyRefusal.TOO_LARGE,
				"The body is larger than the limit of " + limit + " bytes (llm.gateway.inspection.max-body-size)",
				null);
	}

	private static boolean isJson(@Nullable String contentType) {
		if (JSON.equalsIgnoreCase(contentType)) {
			return true;
		}
		if (contentType == null) {
			return false;
		}
		try {
			MediaType type = MediaType.parseMediaType(contentType);
			return MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type)
					&& (type.getCharset() == null || StandardCharsets.UTF_8.equals(type.getCharset()));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
