package org.llmgateway.usage;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.Operation;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.llm.TokenUsage.Accuracy;
import org.llmgateway.suite.Answer;
import org.llmgateway.suite.Call;
import org.llmgateway.suite.ClientProtocol;
import org.llmgateway.suite.Door;
import org.llmgateway.suite.GatewayFixture;
import org.llmgateway.suite.GatewaySpec;
import org.llmgateway.suite.RunningCall;
import org.llmgateway.suite.RunningGateway;
import org.llmgateway.test.MockRequest;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each request that was routed is reported once, with its tokens, whatever becomes of it.
 */
class UsageTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	private static final String ADDITION = ",\"stream_options\":{\"include_usage\":true}}";

	private static RunningGateway gateway(Door door) {
		return gateways.gateway(GatewaySpec.of(door).with(Listeners.class));
	}

	private static Answer send(RunningGateway gateway, Call call) {
		return gateway.client(ClientProtocol.H1).send(call);
	}

	/** The record of the only request since. */
	private static UsageRecord report(RunningGateway gateway) {
		BlockingQueue<UsageRecord> records = gateway.context().getBean(Records.class).records;
		try {
			UsageRecord usage = records.poll(10, TimeUnit.SECONDS);
			assertThat(usage).as("record").isNotNull();
			gateways.assertNothingLeft();
			assertThat(records).as("further records").isEmpty();
			assertThat(usage.durationMillis()).isNotNegative();
			return usage;
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TokenUsage exact(long input, long output) {
		return new TokenUsage(input, 0, 0, output, 0, 0, 0, Accuracy.EXACT);
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerIsWholeThenItsUsageIsReported(Door door) {
		RunningGateway gateway = gateway(door);
		String id = send(gateway, Call.chat("gpt-4:tokens=9:input=7", false)).header("x-request-id");
		UsageRecord usage = report(gateway);
		assertThat(usage.requestId()).isEqualTo(id);
		assertThat(usage.tokens()).isEqualTo(exact(7, 9));
		assertThat(usage.operation()).isEqualTo(Operation.CHAT);
		assertThat(usage.model()).isEqualTo("gpt-4:tokens=9:input=7");
		assertThat(usage.provider()).isEqualTo("openai");
		assertThat(usage.attempts()).isOne();
		assertThat(usage.status()).isEqualTo(200);
		assertThat(usage.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(usage.finishReason()).isEqualTo("stop");
		send(gateway, Call.message("claude-4:tokens=9:input=7", false));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
		send(gateway, Call.post("/v1/responses", "{\"model\":\"gpt-4:tokens=9:input=7\",\"input\":\"x\"}"));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
		send(gateway, Call.post("/v1/embeddings", "{\"model\":\"gpt-4:input=7\",\"input\":\"x\"}"));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 0));
		send(gateway, Call.post("/v1/messages/count_tokens", "{\"model\":\"claude-4:input=7\",\"messages\":[]}"));
		assertThat(report(gateway).tokens()).isEqualTo(TokenUsage.NONE);
		send(gateway, Call.get("/v1/models"));
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerIsAStreamThenItsUsageIsReported(Door door) {
		RunningGateway gateway = gateway(door);
		send(gateway, Call.message("claude-4:tokens=9:input=7", true));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
		send(gateway, Call.post("/v1/responses", "{\"model\":\"gpt-4:tokens=9:input=7\",\"stream\":true}"));
		UsageRecord usage = report(gateway);
		assertThat(usage.tokens()).isEqualTo(exact(7, 9));
		assertThat(usage.finishReason()).isEqualTo("completed");
	}

	@ParameterizedTest
	@EnumSource
	void whenCallerDoesNotAskForUsageThenGatewayDoesAndKeepsIt(Door door) {
		RunningGateway gateway = gateway(door);
		for (String path : new String[] { "/v1/chat/completions", "/v1/completions" }) {
			for (String behavior : new String[] { "", ":split=odd", ":batch=16" }) {
				String body = "{\"model\":\"gpt-4:tokens=9:input=7" + behavior + "\",\"stream\":true}";
				String asking = body.substring(0, body.length() - 1) + ADDITION;
				String expected = gateway.direct().send(Call.post(path, asking)).text();
				gateway.awaitRequest();
				String usageEvent = expected.substring(expected.lastIndexOf("data: {"),
						expected.lastIndexOf("data: ["));
				assertThat(usageEvent).contains("\"choices\":[],\"usage\":{");
				assertThat(send(gateway, Call.post(path, body)).text()).isEqualTo(expected.replace(usageEvent, ""));
				assertThat(gateway.awaitRequest().bodyText()).isEqualTo(asking);
				assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
				assertThat(send(gateway, Call.post(path, asking)).text()).isEqualTo(expected);
				assertThat(gateway.awaitRequest().bodyText()).isEqualTo(asking);
				assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void whenModelHasAnotherNameAtTheProviderThenBothAreEdited(Door door) {
		RunningGateway gateway = gateway(door);
		send(gateway, Call.post("/v1/chat/completions",
				"{\"stream_options\":{\"x\":1},\"model\":\"house-model\",\"stream\":true}"));
		assertThat(gateway.awaitRequest().bodyText()).isEqualTo("{\"stream_options\":{\"include_usage\":true,\"x\":1},"
				+ "\"model\":\"" + GatewaySpec.ALIAS + "\",\"stream\":true}");
		assertThat(report(gateway).tokens()).isEqualTo(exact(12, 16));
	}

	@ParameterizedTest
	@CsvSource({ "llm.gateway.providers.openai.include-usage,false", "llm.gateway.usage.include,never" })
	void whenUsageMayNotBeAskedForThenIsEstimated(String property, String value) {
		RunningGateway gateway = gateways
			.gateway(GatewaySpec.of(Door.DIRECT).with(Listeners.class).with(property, value));
		Call call = Call.chat("gpt-4:tokens=40", true);
		assertThat(send(gateway, call).text()).isEqualTo(gateway.direct().send(call).text());
		assertThat(gateway.awaitRequest().bodyText()).doesNotContain("stream_options");
		TokenUsage tokens = report(gateway).tokens();
		assertThat(tokens.accuracy()).isEqualTo(Accuracy.ESTIMATED);
		assertThat(tokens.input()).isBetween(2L, 12L);
		assertThat(tokens.output()).isBetween(30L, 120L);
	}

	@ParameterizedTest
	@EnumSource
	void whenClientLeavesThenWhatWasSentIsEstimated(Door door) {
		RunningGateway gateway = gateway(door);
		RunningCall call = gateway.client(ClientProtocol.H1).open(Call.chat("gpt-4:tokens=90:stall=40", true));
		MockRequest request = gateway.awaitRequest();
		call.awaitText("\"content\"");
		call.cancel();
		assertThat(request.ended()).succeedsWithin(RunningCall.LIMIT).isEqualTo(MockRequest.Ending.CANCELLED);
		UsageRecord usage = report(gateway);
		assertThat(usage.tokens().accuracy()).isEqualTo(Accuracy.ESTIMATED);
		assertThat(usage.tokens().output()).isPositive();
		assertThat(usage.finishReason()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenProviderBreaksOffThenWhatWasSentIsEstimated(Door door) {
		RunningGateway gateway = gateway(door);
		send(gateway, Call.message("claude-4:tokens=90:cut=40:input=7", true));
		UsageRecord usage = report(gateway);
		assertThat(usage.tokens().accuracy()).isEqualTo(Accuracy.ESTIMATED);
		assertThat(usage.tokens().input()).isEqualTo(7);
		assertThat(usage.tokens().output()).isBetween(30L, 120L);
		assertThat(usage.ending()).isEqualTo(Ending.UPSTREAM_CUT);
		send(gateway, Call.message("claude-4:error-event=3", true));
		assertThat(report(gateway).errorType()).isEqualTo("overloaded_error");
	}

	@ParameterizedTest
	@EnumSource
	void whenNoProviderTakesTheRequestThenNothingIsUsed(Door door) {
		RunningGateway gateway = gateway(door);
		assertThat(send(gateway, Call.chat("gpt-4:status=429", false)).status()).isEqualTo(429);
		UsageRecord refused = report(gateway);
		assertThat(refused.tokens()).isEqualTo(TokenUsage.NONE);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(send(gateway, Call.message("gpt-4", true)).status()).isEqualTo(400);
		UsageRecord mismatch = report(gateway);
		assertThat(mismatch.tokens()).isEqualTo(TokenUsage.NONE);
		assertThat(mismatch.attempts()).isZero();
		assertThat(mismatch.provider()).isNull();
	}

	@ParameterizedTest
	@EnumSource
	void whenAnswerIsTooLargeToCollectThenItsEndTellsTheUsage(Door door) {
		RunningGateway gateway = gateway(door);
		send(gateway, Call.chat("gpt-4:size=600000:tokens=9:input=7", false));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
		send(gateway, Call.message("claude-4:size=600000:tokens=9:input=7", false));
		assertThat(report(gateway).tokens()).isEqualTo(exact(7, 9));
	}

	/** Listeners of a team, of which the first fails. */
	@Configuration(proxyBeanMethods = false)
	static class Listeners {

		@Bean
		@Order(1)
		UsageListener failing() {
			return (usage) -> {
				throw new IllegalStateException("not taken");
			};
		}

		@Bean
		@Order(2)
		Records records() {
			return new Records();
		}

	}

	/** Keeps what it is told. */
	static final class Records implements UsageListener {

		private final BlockingQueue<UsageRecord> records = new LinkedBlockingQueue<>();

		@Override
		public void onUsage(UsageRecord usage) {
			if (usage.operation() != Operation.MODELS) {
				this.records.add(usage);
			}
		}

	}

}
