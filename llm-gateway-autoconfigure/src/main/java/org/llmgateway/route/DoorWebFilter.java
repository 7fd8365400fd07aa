package org.llmgateway.route;

import java.util.List;

import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.PassThrough;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.Operation;

/**
 * Where requests come in: sees whether the path is one of the gateway's, opens the folder
 * and hands it to the door in use.
 *
 * <p>
 * It is the last of all web filters, so that none of a team's is skipped.
 */
final class DoorWebFilter implements WebFilter, Ordered {

	private static final Surface PASS_THROUGH = new Surface(Operation.PASS_THROUGH, Dialect.OPENAI);

	private final DoorSelection selection;

	private final DirectDoor direct;

	private final GatewayDoor gateway;

	private final List<PassThrough> passThroughs;

	DoorWebFilter(DoorSelection selection, DirectDoor direct, GatewayDoor gateway, List<PassThrough> passThroughs) {
		this.selection = selection;
		this.direct = direct;
		this.gateway = gateway;
		this.passThroughs = passThroughs;
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		ServerHttpRequest request = exchange.getRequest();
		if (request.getMethod() == HttpMethod.OPTIONS) {
			return chain.filter(exchange);
		}
		String path = request.getURI().getRawPath();
		Surface surface = Surface.of(path);
		if (surface != null) {
			LlmExchange folder = FolderOpener.open(exchange, surface, path);
			return this.selection.isGateway() ? this.gateway.serve(exchange, chain, folder)
					: this.direct.serve(exchange, folder);
		}
		for (int i = 0; i < this.passThroughs.size(); i++) {
			PassThrough passThrough = this.passThroughs.get(i);
			String target = passThrough.match(request.getMethod().name(), path);
			if (target != null) {
				return passThrough(exchange, passThrough, target);
			}
		}
		return this.selection.mayRoute() ? this.gateway.letThrough(exchange, chain) : chain.filter(exchange);
	}

	/** What is let through is no surface: no route of a team's can have meant it. */
	private Mono<Void> passThrough(ServerWebExchange exchange, PassThrough passThrough, String target) {
		ServerWebExchange limited = exchange.mutate()
			.request(new LimitedRequest(exchange.getRequest(), passThrough.maxBodySize()))
			.build();
		LlmExchange folder = FolderOpener.open(limited, PASS_THROUGH, target);
		folder.routed(RouteDecision.toProvider(passThrough.provider()));
		return this.direct.serve(limited, folder);
	}

}
