package org.llmgateway.inspection;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * The inspection that the gateway brings: UTF-8 JSON up to a bound, looked at once.
 */
final class DefaultBodyInspector implements BodyInspector {

	private static final String JSON = "application/json";

	private final RequestInspector inspector = new RequestInspector();

	private final int maxBodySize;

	DefaultBodyInspector(int maxBodySize) {
		this.maxBodySize = maxBodySize;
	}

	@Override
	public int maxBodySize() {
		return this.maxBodySize;
	}

	@Override
	public LlmRequest inspect(ByteBuf body, Operation operation, Dialect dialect) {
		Inspection inspection = this.inspector.inspect(body, operation, dialect);
		if (inspection instanceof InspectionRejection rejection) {
			throw new GatewayException(GatewayError.INVALID_REQUEST, rejection.message(), rejection.param(), null);
		}
		return ((InspectedRequest) inspection).request();
	}

	@Override
	public @Nullable GatewayException refusal(HttpHeaders headers) {
		String contentType = headers.getFirst(HttpHeaders.CONTENT_TYPE);
		if (!isJson(contentType)) {
			String shown = (contentType != null) ? "'" + contentType + "'" : "(none)";
			return new GatewayException(GatewayError.UNSUPPORTED_MEDIA_TYPE,
					"The content type " + shown + " is not taken; send " + JSON + " in UTF-8");
		}
		String encoding = headers.getFirst(HttpHeaders.CONTENT_ENCODING);
		if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
			return new GatewayException(GatewayError.UNSUPPORTED_MEDIA_TYPE,
					"The content encoding '" + encoding + "' is not taken; send the body as it is");
		}
		return (headers.getContentLength() > this.maxBodySize) ? tooLarge(this.maxBodySize) : null;
	}

	static GatewayException tooLarge(int limit) {
		return new GatewayException(GatewayError.BODY_TOO_LARGE,
				"The body is larger than the limit of " + limit + " bytes (llm.gateway.inspection.max-body-size)");
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
