package org.llmgateway.route;

import java.security.Principal;
import java.util.concurrent.ThreadLocalRandom;

import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.Surface;

/**
 * Opens the folder of a request.
 */
final class FolderOpener {

	private static final int MAX_ID = 128;

	private static final char[] HEX = "0123456789abcdef".toCharArray();

	private FolderOpener() {
	}

	/**
	 * Opens a folder and attaches it to the exchange.
	 * @param exchange Spring's exchange
	 * @param surface what the path stands for
	 * @param path the path to go on with
	 * @return the folder, held once
	 */
	static LlmExchange open(ServerWebExchange exchange, Surface surface, String path) {
		return open(exchange, surface, path, System.nanoTime());
	}

	/**
	 * Opens a folder for a request that came in a while ago.
	 * @param exchange Spring's exchange
	 * @param surface what the path stands for
	 * @param path the path to go on with
	 * @param startNanos when it came in, by {@link System#nanoTime()}
	 * @return the folder, held once
	 */
	static LlmExchange open(ServerWebExchange exchange, Surface surface, String path, long startNanos) {
		ServerHttpRequest request = exchange.getRequest();
		Channel channel = ClientChannel.of(exchange.getResponse());
		RequestHead head = new RequestHead(request.getMethod().name(), path, request.getURI().getRawQuery(),
				request.getHeaders());
		LlmExchange folder = new LlmExchange(surface,
				requestId(request.getHeaders().getFirst(GatewayErrorHandler.REQUEST_ID)), head, request.getBody(),
				(channel != null) ? channel.eventLoop() : null, startNanos);
		Mono<Principal> principal = exchange.getPrincipal();
		if (principal != Mono.<Principal>empty()) {
			folder.load().principal(principal.map(Principal::getName));
		}
		folder.attachTo(exchange);
		return folder;
	}

	/**
	 * The caller's id, if it is one that is safe in a header and a log line.
	 */
	private static String requestId(@Nullable String caller) {
		if (caller != null && !caller.isEmpty() && caller.length() <= MAX_ID && isPlain(caller)) {
			return caller;
		}
		char[] id = new char[32];
		fill(id, 0, ThreadLocalRandom.current().nextLong());
		fill(id, 16, ThreadLocalRandom.current().nextLong());
		return new String(id);
	}

	private static boolean isPlain(String id) {
		for (int i = 0; i < id.length(); i++) {
			char c = id.charAt(i);
			if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
				return false;
			}
		}
		return true;
	}

	private static void fill(char[] id, int start, long bits) {
		long rest = bits;
		for (int i = start; i < start + 16; i++) {
			id[i] = HEX[(int) rest & 0xf];
			rest >>>= 4;
		}
	}

}
