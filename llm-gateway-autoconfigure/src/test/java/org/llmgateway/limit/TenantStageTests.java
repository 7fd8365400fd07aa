package org.llmgateway.limit;

import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.RequestHead;
import org.llmgateway.exchange.Surface;
import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.llm.Operation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tenant is the principal, else the header, else one for all.
 */
class TenantStageTests {

	private static final Tenants TENANTS = new Tenants(Map.of("vip", LoadClass.CRITICAL, "batch", LoadClass.SHEDDABLE));

	private static LlmExchange exchange(@Nullable String header) {
		HttpHeaders headers = new HttpHeaders();
		if (header != null) {
			headers.set("X-Tenant", header);
		}
		return new LlmExchange(new Surface(Operation.CHAT, Dialect.OPENAI), "id",
				new RequestHead("POST", "/v1/chat/completions", null, headers), Flux.empty(), null, 0);
	}

	private static String tenant(TenantStage stage, LlmExchange exchange) {
		Mono<LlmAnswer> answer = Mono.never();
		Mono<LlmAnswer> handled = stage.handle(exchange, (same) -> answer);
		handled.subscribe().dispose();
		return exchange.load().tenant();
	}

	@Test
	void whenThereIsNothingThenAllAreOneTenant() {
		LlmExchange exchange = exchange("vip");
		assertThat(tenant(new TenantStage(null, TENANTS), exchange)).isEqualTo("everyone");
		assertThat(exchange.load().loadClass()).isEqualTo(LoadClass.STANDARD);
		assertThat(tenant(new TenantStage("x-tenant", TENANTS), exchange(null))).isEqualTo("everyone");
		assertThat(tenant(new TenantStage("x-tenant", TENANTS), exchange(""))).isEqualTo("everyone");
	}

	@Test
	void whenThereIsAHeaderThenItNamesTheTenant() {
		TenantStage stage = new TenantStage("x-tenant", TENANTS);
		LlmExchange exchange = exchange("vip");
		assertThat(tenant(stage, exchange)).isEqualTo("vip");
		assertThat(exchange.load().loadClass()).isEqualTo(LoadClass.CRITICAL);
		assertThat(tenant(stage, exchange("x".repeat(1000)))).isEqualTo("x".repeat(128));
	}

	@Test
	void whenThereIsAPrincipalThenTheHeaderDoesNotCount() {
		LlmExchange exchange = exchange("vip");
		exchange.load().principal(Mono.just("batch"));
		assertThat(tenant(new TenantStage("x-tenant", TENANTS), exchange)).isEqualTo("batch");
		assertThat(exchange.load().loadClass()).isEqualTo(LoadClass.SHEDDABLE);
		LlmExchange anonymous = exchange("vip");
		anonymous.load().principal(Mono.<String>empty().hide());
		assertThat(tenant(new TenantStage("x-tenant", TENANTS), anonymous)).isEqualTo("vip");
	}

	@Test
	void whenNobodyIsKnownThenNothingIsPutAroundTheRest() {
		Mono<LlmAnswer> answer = Mono.never();
		assertThat(new TenantStage("x-tenant", TENANTS).handle(exchange("a"), (same) -> answer)).isSameAs(answer);
	}

}
