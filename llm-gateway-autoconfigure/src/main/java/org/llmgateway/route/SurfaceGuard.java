package org.llmgateway.route;

import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.llm.GatewayError;
import org.llmgateway.llm.Operation;

/**
 * Refuses methods and upgrades that a surface does not have.
 */
final class SurfaceGuard {

	private static final Set<String> POST = Set.of("POST");

	private static final Set<String> GET = Set.of("GET");

	private static final Set<String> ANY = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

	private SurfaceGuard() {
	}

	static @Nullable GatewayException refusal(LlmExchange exchange) {
		String upgrade = exchange.headers().getFirst("Upgrade");
		if (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket")) {
			return new GatewayException(GatewayError.UPGRADE_REFUSED,
					exchange.path() + " does not speak WebSocket; send a plain request")
				// A 426 has to name a protocol that is spoken (RFC 9110, section
				// 15.5.22).
				.with("Upgrade", "HTTP/1.1")
				.with("Connection", "Upgrade");
		}
		Set<String> allowed = allowed(exchange.operation());
		String method = exchange.method();
		if (allowed.contains(method)) {
			return null;
		}
		String all = String.join(", ", allowed);
		return new GatewayException(GatewayError.METHOD_NOT_ALLOWED,
				exchange.path() + " does not take " + method + "; it takes " + all)
			.with("Allow", all);
	}

	private static Set<String> allowed(Operation operation) {
		return switch (operation) {
			case CHAT, COMPLETION, EMBEDDING, RESPONSE, MESSAGE, COUNT_TOKENS -> POST;
			case MODELS -> GET;
			case AUDIO, IMAGE, FILE, PASS_THROUGH -> ANY;
		};
	}

}
