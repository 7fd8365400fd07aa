package org.llmgateway.test;

/**
 * Error bodies as the providers write them.
 */
final class MockErrors {

	private MockErrors() {
	}

	/**
	 * An error body in the dialect of a surface.
	 * @param surface surface of the request
	 * @param status HTTP status
	 * @param message what was wrong
	 * @return the JSON
	 */
	static String body(MockSurface surface, int status, String message) {
		String text = MockText.quote(message);
		if (surface.anthropic()) {
			return "{\"type\":\"error\",\"error\":{\"type\":\"" + anthropicType(status) + "\",\"message\":" + text
					+ "},\"request_id\":\"req_mock\"}";
		}
		return "{\"error\":{\"message\":" + text + ",\"type\":\"" + openAiType(status) + "\",\"param\":null,\"code\":"
				+ openAiCode(status) + "}}";
	}

	private static String anthropicType(int status) {
		return switch (status) {
			case 401 -> "authentication_error";
			case 403 -> "permission_error";
			case 404 -> "not_found_error";
			case 413 -> "request_too_large";
			case 429 -> "rate_limit_error";
			case 529 -> "overloaded_error";
			default -> (status < 500) ? "invalid_request_error" : "api_error";
		};
	}

	private static String openAiType(int status) {
		return switch (status) {
			case 429 -> "requests";
			default -> (status < 500) ? "invalid_request_error" : "server_error";
		};
	}

	private static String openAiCode(int status) {
		return switch (status) {
			case 401 -> "\"invalid_api_key\"";
			case 404 -> "\"model_not_found\"";
			case 429 -> "\"rate_limit_exceeded\"";
			default -> "null";
		};
	}

}
