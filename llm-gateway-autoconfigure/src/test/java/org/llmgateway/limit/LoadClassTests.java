package org.llmgateway.limit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.llm.LoadClass;
import org.llmgateway.suite.Answer;
import org.llmgateway.suite.Call;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RunningGateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who is refused when memory is full: by the class of the caller before the body is read,
 * by that of model, pool and route after it.
 */
class LoadClassTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static final String ROUTE = "spring.cloud.gateway.server.webflux.routes[0].";

	private static GatewaySpec spec(Door door) {
		return GatewaySpec.of(door)
			.with(UnderLoad.class)
			.with("llm.gateway.pools.alias.load-class", "sheddable")
			.with("llm.gateway.models[3].match", "batch-model,gpt-batch")
			.with("llm.gateway.models[3].pools", "openai,alias")
			.with("llm.gateway.models[3].load-class", "sheddable")
			.with("llm.gateway.models[4].match", "usual-model")
			.with("llm.gateway.models[4].pools", "openai,alias")
			.with("llm.gateway.models[4].load-class", "standard");
	}

	private RunningGateway gateway;

	private void start(Door door, GatewaySpec spec) {
		this.gateway = gateways.gateway(spec);
		UnderLoad.shed(this.gateway, null);
	}

	@AfterEach
	void relax() {
		UnderLoad.shed(this.gateway, null);
	}

	private Answer send(Call call) {
		return this.gateway.client(ClientProtocol.H1).send(call);
	}

	private static Call chat(String model) {
		return Call.chat(model, false);
	}

	private void assertShed(Call call) {
		Answer answer = send(call);
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.header("retry-after")).isEqualTo("2");
		assertThat(answer.text()).contains("\"overloaded\"", "(memory)");
	}

	@ParameterizedTest
	@EnumSource
	void whenMemoryIsFullThenTheCallersClassDecides(Door door) {
		start(door, spec(door));
		UnderLoad.shed(this.gateway, LoadClass.STANDARD);
		long before = this.gateway.context().getBean(ShedCounts.class).count(ShedReason.MEMORY);
		assertShed(chat("gpt-4"));
		assertShed(chat("gpt-4").header("x-class", "SHEDDABLE"));
		assertShed(Call.get("/v1/models"));
		assertThat(send(chat("gpt-4").header("x-class", "CRITICAL")).status()).isEqualTo(200);
		assertThat(this.gateway.context().getBean(ShedCounts.class).count(ShedReason.MEMORY)).isEqualTo(before + 3);
		assertThat(this.gateway.awaitRequest()).isNotNull();
		assertThat(this.gateway.nextRequest()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenModelOrPoolIsSheddableThenItsRequestsAre(Door door) {
		start(door, spec(door));
		for (String model : new String[] { "batch-model", "house-model" }) {
			assertThat(send(chat(model).header("x-class", "CRITICAL")).status()).isEqualTo(200);
		}
		UnderLoad.shed(this.gateway, LoadClass.SHEDDABLE);
		for (String model : new String[] { "batch-model", "gpt-batch", "house-model" }) {
			assertShed(chat(model));
			assertShed(chat(model).header("x-class", "CRITICAL"));
		}
		assertThat(send(chat("gpt-4")).status()).isEqualTo(200);
		assertThat(send(chat("usual-model")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@EnumSource
	void whenAModelHasAClassThenItNeverRaisesTheCallers(Door door) {
		start(door, spec(door));
		UnderLoad.shed(this.gateway, LoadClass.SHEDDABLE);
		assertShed(chat("usual-model").header("x-class", "SHEDDABLE"));
		assertThat(send(chat("usual-model").header("x-class", "CRITICAL")).status()).isEqualTo(200);
		UnderLoad.shed(this.gateway, LoadClass.STANDARD);
		assertShed(chat("usual-model").header("x-class", "CRITICAL"));
	}

	@Test
	void whenARouteHasTheFilterThenItsRequestsAreSheddable() {
		start(Door.GATEWAY,
				spec(Door.GATEWAY).with(ROUTE + "id", "batch")
					.with(ROUTE + "uri", "llm://by-model")
					.with(ROUTE + "predicates[0]", "Header=X-Batch, true")
					.with(ROUTE + "filters[0]", "LoadClass=sheddable"));
		assertThat(send(chat("gpt-4").header("x-batch", "true")).status()).isEqualTo(200);
		UnderLoad.shed(this.gateway, LoadClass.SHEDDABLE);
		assertShed(chat("gpt-4").header("x-batch", "true"));
		assertShed(chat("gpt-4").header("x-batch", "true").header("x-class", "CRITICAL"));
		assertThat(send(chat("gpt-4")).status()).isEqualTo(200);
	}

	@Test
	void whenAClassWouldRaiseThenTheStartFails() {
		start(Door.DIRECT, spec(Door.DIRECT));
		for (String property : new String[] { "llm.gateway.models[0].load-class",
				"llm.gateway.pools.openai.load-class" }) {
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> gateways.gateway(spec(Door.DIRECT).with(property, "critical")))
				.havingRootCause()
				.isInstanceOfSatisfying(ConfigurationFault.class,
						(fault) -> assertThat(fault.property()).isEqualTo(property));
		}
	}

}
