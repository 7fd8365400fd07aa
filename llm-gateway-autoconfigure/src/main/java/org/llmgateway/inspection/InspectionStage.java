package org.llmgateway.inspection;

import io.netty.buffer.ByteBuf;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.core.io.buffer.NettyDataBufferFactory;

import org.llmgateway.exchange.BodyInspector;
import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.RequestLoad;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.exchange.WholeBody;

/**
 * Reads the bounded body and looks at it once.
 */
final class InspectionStage implements LlmStage {

	private final BodyInspector inspector;

	private final BodyRefusals refusals;

	InspectionStage(BodyInspector inspector, BodyRefusals refusals) {
		this.inspector = inspector;
		this.refusals = refusals;
	}

	@Override
	public int getOrder() {
		return StageOrder.INSPECTION.order();
	}

	@Override
	public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
		if (!exchange.operation().isInspected() || exchange.request() != null) {
			return next.handle(exchange);
		}
		GatewayException refusal = this.inspector.refusal(exchange.headers());
		if (refusal != null) {
			this.refusals.add(refusal);
			return Mono.error(refusal);
		}
		RequestLoad load = exchange.load();
		Flux<ByteBuf> content = exchange.content().map((part) -> load.arrived(NettyDataBufferFactory.toByteBuf(part)));
		return new WholeBody(content, this.inspector.maxBodySize()).flatMap((body) -> {
			inspect(exchange, body);
			return next.handle(exchange);
		});
	}

	private void inspect(LlmExchange exchange, WholeBody.Collected collected) {
		ByteBuf body = collected.whole();
		if (body == null) {
			collected.discard().run();
			this.refusals.add(BodyRefusal.TOO_LARGE);
			throw DefaultBodyInspector.tooLarge(this.inspector.maxBodySize());
		}
		try {
			exchange.inspected(body, this.inspector.inspect(body, exchange.operation(), exchange.dialect()));
		}
		catch (GatewayException ex) {
			body.release();
			this.refusals.add(ex);
			throw ex;
		}
	}

}
