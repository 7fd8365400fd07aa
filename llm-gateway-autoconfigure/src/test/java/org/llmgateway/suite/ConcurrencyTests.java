package org.llmgateway.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.netty.channel.EventLoop;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.exchange.LlmExchange;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.StageOrder;
import org.llmgateway.suite.RunningCall.Ending;
import org.llmgateway.test.MockRequest;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A limit in total: who comes when it is reached waits for a turn, until a stream has
 * ended.
 */
class ConcurrencyTests {

	private static final String PREFIX = "llm.gateway.limit.concurrency.";

	/** A stream that has begun and ends when its client goes. */
	private static final String HELD = "gpt-held:tokens=9:stall=2";

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static GatewaySpec spec(Door door) {
		return GatewaySpec.of(door)
			.with(PREFIX + "mode", "fixed")
			.with(PREFIX + "max", "1")
			.with(PREFIX + "queue.timeout", "1m")
			.with(PREFIX + "queue.per-tenant", "3")
			.with(PREFIX + "queue.total", "6")
			.with("llm.gateway.limit.tenant-header", "x-tenant")
			.with("llm.gateway.limit.classes.batch", "sheddable");
	}

	/** Takes the one permit. */
	private static RunningCall hold(RunningGateway gateway) {
		RunningCall held = gateway.client(ClientProtocol.H1).open(Call.chat(HELD, true));
		held.awaitText("\"content\"");
		assertThat(gateway.awaitRequest().model()).isEqualTo(HELD);
		assertThat(gateway.limits("concurrency")).containsEntry("limit", 1).containsEntry("inFlight", 1);
		return held;
	}

	private static Call call(String tenant, String model) {
		return Call.chat(model, true).header("X-Tenant", tenant);
	}

	private static void awaitWaiting(RunningGateway gateway, int waiting) {
		Awaitility.await("waiting")
			.atMost(RunningCall.LIMIT)
			.pollInterval(Duration.ofMillis(2))
			.until(() -> gateway.limits("concurrency").get("waiting"), (now) -> now.equals(waiting));
	}

	private static RunningCall openWaiting(RunningGateway gateway, ClientProtocol protocol, Call call) {
		int before = (Integer) gateway.limits("concurrency").get("waiting");
		RunningCall waiting = gateway.client(protocol).open(call);
		awaitWaiting(gateway, before + 1);
		return waiting;
	}

	private static void assertOverloaded(Answer answer, String reason) {
		assertThat(answer.status()).as(answer.text()).isEqualTo(503);
		assertThat(answer.text()).contains("\"overloaded\"").contains(reason);
		assertThat(answer.header("retry-after")).isEqualTo("1");
	}

	@ParameterizedTest
	@EnumSource
	void whenAStreamHasBegunThenTheNextRequestWaitsUntilItHasEnded(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		RunningCall held = hold(gateway);
		RunningCall waiting = openWaiting(gateway, ClientProtocol.H1, call("a", "gpt-next"));
		assertThat(gateway.nextRequest()).isNull();
		held.cancel();
		assertThat(waiting.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(waiting.text()).contains("[DONE]");
		assertThat(gateway.awaitRequest().model()).isEqualTo("gpt-next");
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenTwoTenantsWaitThenTheyTakeTurns(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		RunningCall held = hold(gateway);
		List<RunningCall> waiting = new ArrayList<>();
		for (String model : List.of("gpt-a1", "gpt-a2", "gpt-a3", "gpt-b1", "gpt-b2", "gpt-b3")) {
			waiting.add(openWaiting(gateway, ClientProtocol.H1, call(model.substring(4, 5), model)));
		}
		assertThat(gateway.limits("concurrency")).containsEntry("waitingTenants", 2);
		held.cancel();
		List<String> order = new ArrayList<>();
		for (RunningCall call : waiting) {
			assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE);
			order.add(gateway.awaitRequest().model());
		}
		assertThat(order).containsExactly("gpt-a1", "gpt-b1", "gpt-a2", "gpt-b2", "gpt-a3", "gpt-b3");
		gateways.assertNothingLeft();
	}

	@ParameterizedTest
	@EnumSource
	void whenTheQueueIsFullThenARequestIsRefused(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door));
		RunningCall held = hold(gateway);
		List<RunningCall> waiting = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			waiting.add(openWaiting(gateway, ClientProtocol.H1, call("a", "gpt-a")));
		}
		GatewayClient client = gateway.client(ClientProtocol.H1);
		assertOverloaded(client.send(call("a", "gpt-a")), "queue-full");
		assertOverloaded(client.send(call("batch", "gpt-batch")), "queue-full");
		waiting.add(openWaiting(gateway, ClientProtocol.H1, call("b", "gpt-b")));
		assertThat((Map<?, ?>) gateway.limits("concurrency").get("rejected")).extracting("queueFull").isEqualTo(2L);
		held.cancel();
		waiting.forEach((call) -> assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE));
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@EnumSource
	void whenARequestHasWaitedForTooLongThenItIsRefused(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door).with(PREFIX + "queue.timeout", "200ms"));
		RunningCall held = hold(gateway);
		assertOverloaded(gateway.client(ClientProtocol.H1).send(call("a", "gpt-a")), "queue-timeout");
		assertThat(gateway.limits("concurrency")).containsEntry("waiting", 0);
		assertThat(gateway.nextRequest()).isNull();
		held.cancel();
		gateways.assertNothingLeft();
		assertThat(gateway.client(ClientProtocol.H1).send(call("a", "gpt-a")).status()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "H1,DIRECT", "H1,GATEWAY", "H1_TLS,DIRECT", "H2C,DIRECT", "H2C,GATEWAY", "H2,DIRECT", "H3,DIRECT" })
	void whenAClientLeavesWhileItWaitsThenItsPlaceIsFreeAtOnce(ClientProtocol protocol, Door door) {
		RunningGateway gateway = gateways.gateway(spec(door).serving(protocol));
		GatewayClient client = gateway.client(protocol);
		RunningCall held = client.open(Call.chat(HELD, true));
		held.awaitText("\"content\"");
		RunningCall leaving = openWaiting(gateway, protocol, call("a", "gpt-leaving"));
		RunningCall staying = openWaiting(gateway, protocol, call("a", "gpt-staying"));
		leaving.cancel();
		awaitWaiting(gateway, 1);
		held.cancel();
		assertThat(staying.awaitEnd()).isEqualTo(Ending.COMPLETE);
		assertThat(gateway.awaitRequest().model()).isEqualTo(HELD);
		assertThat(gateway.awaitRequest().model()).isEqualTo("gpt-staying");
		assertThat(gateway.nextRequest()).isNull();
		gateways.assertNothingLeft();
		gateways.assertQuietLog();
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4,true", "gpt-4,false", "gpt-4:status=500,true", "gpt-4:status=429,false", "gpt-4:cut=2,true",
			"gpt-4:cut=0,true", "gpt-4:reset=1,true", "gpt-4:error-event=1,true", "unknown,true", "gpt-4:stall=0,true",
			"gpt-4:tokens=9:stall=3,true" })
	void whenARequestEndsHoweverThenItsPermitIsFree(String model, boolean stream) {
		for (Door door : Door.values()) {
			RunningGateway gateway = gateways.gateway(spec(door).with("llm.gateway.stream.first-token", "200ms")
				.with("llm.gateway.stream.idle", "200ms"));
			RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat(model, stream));
			call.awaitEnd();
			gateways.assertNothingLeft();
			assertThat(gateway.client(ClientProtocol.H1).send(Call.chat("gpt-4", false)).status()).isEqualTo(200);
			gateways.assertNothingLeft();
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenWaitingRequestsGoOnThenEachUponItsOwnEventLoop(Door door) {
		RunningGateway gateway = gateways.gateway(
				spec(door).with("llm.gateway.event-loops", "3").with(PREFIX + "max", "1").with(LoopRecorder.class));
		RunningCall held = hold(gateway);
		List<RunningCall> waiting = new ArrayList<>();
		for (String tenant : List.of("a", "b", "c", "d", "e", "f")) {
			waiting.add(openWaiting(gateway, ClientProtocol.H1, call(tenant, "gpt-next")));
		}
		LoopRecorder.Recorder recorder = gateway.context().getBean(LoopRecorder.Recorder.class);
		recorder.loops.clear();
		held.cancel();
		waiting.forEach((call) -> assertThat(call.awaitEnd()).isEqualTo(Ending.COMPLETE));
		assertThat(recorder.strangers).isEmpty();
		assertThat(recorder.loops).hasSize(6);
		assertThat(recorder.loops.stream().distinct()).hasSizeGreaterThan(1);
	}

	@ParameterizedTest
	@EnumSource
	void whenTheLimitIsAdaptiveThenStreamsAreMeasuredAndAllPermitsComeBack(Door door) {
		RunningGateway gateway = gateways.gateway(spec(door).with(PREFIX + "mode", "adaptive")
			.with(PREFIX + "max", "50")
			.with(PREFIX + "min", "1")
			.with(PREFIX + "initial", "2")
			.with(PREFIX + "window", "1ms"));
		GatewayClient client = gateway.client(ClientProtocol.H1);
		for (int i = 0; i < 12; i++) {
			assertThat(client.send(Call.chat("gpt-4", true)).status()).isEqualTo(200);
		}
		gateways.assertNothingLeft();
		assertThat(gateway.limits("concurrency")).containsKey("baselineMillis");
		assertThat((Integer) gateway.limits("concurrency").get("limit")).isGreaterThanOrEqualTo(2);
		for (MockRequest request = gateway.nextRequest(); request != null; request = gateway.nextRequest()) {
			assertThat(request.model()).isEqualTo("gpt-4");
		}
	}

	/** Sees where requests go on. */
	@Configuration(proxyBeanMethods = false)
	static class LoopRecorder {

		@Bean
		Recorder recorder() {
			return new Recorder();
		}

		/** A stage after the queue. */
		static final class Recorder implements LlmStage {

			private final Queue<EventLoop> loops = new ConcurrentLinkedQueue<>();

			private final Queue<String> strangers = new ConcurrentLinkedQueue<>();

			@Override
			public int getOrder() {
				return StageOrder.INSPECTION.before();
			}

			@Override
			public Mono<LlmAnswer> handle(LlmExchange exchange, Next next) {
				EventLoop loop = exchange.eventLoop();
				if (loop == null || !loop.inEventLoop()) {
					this.strangers.add(Thread.currentThread().getName());
				}
				else {
					this.loops.add(loop);
				}
				return next.handle(exchange);
			}

		}

	}

}
