package org.llmgateway.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.llmgateway.exchange.Ending;
import org.llmgateway.llm.TokenUsage;
import org.llmgateway.llm.TokenUsage.Accuracy;
import org.llmgateway.suite.FaultPlan.Step;
import org.llmgateway.test.MockBehavior;
import org.llmgateway.test.MockFault;
import org.llmgateway.test.MockFault.Kind;
import org.llmgateway.test.MockFault.Place;
import org.llmgateway.test.MockRequest;
import org.llmgateway.test.MockUsage;
import org.llmgateway.usage.UsageRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Many streams at once, each with a random form and random faults from a fixed seed, and
 * what must hold for each of them. The text of each attempt is another one, so that a mix
 * of two would be seen.
 */
final class FaultRun {

	private static final int AT_ONCE = 100;

	private static final String TOOLS = ",\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"function\":{\"name\":\"f\"}}]";

	private final RunningGateway gateway;

	private final GatewayClient client;

	private final FaultPlan plan = new FaultPlan();

	private final Random random;

	private final double faults;

	private final boolean silence;

	/**
	 * Prepares a run.
	 * @param gateway the gateway, of {@link FailoverSpec}
	 * @param seed the seed
	 * @param faults the share of attempts that fail, from 0 to 1
	 * @param silence whether some of them fail by silence, which takes its time
	 */
	FaultRun(RunningGateway gateway, long seed, double faults, boolean silence) {
		this.gateway = gateway;
		this.client = gateway.client(ClientProtocol.H1);
		this.random = new Random(seed);
		this.faults = faults;
		this.silence = silence;
		gateway.mock().respondWith(this.plan);
	}

	/**
	 * What a caller asks.
	 *
	 * @param id the id of the request
	 * @param surface the surface
	 * @param tools whether it has tools
	 * @param asked whether it asks for usage
	 * @param usage what the provider says of it
	 * @param content content events of the good answer
	 */
	record Asked(String id, StreamSurface surface, boolean tools, boolean asked, MockUsage usage, int content) {

		Call call(boolean silence) {
			String options = (this.asked && this.surface == StreamSurface.CHAT)
					? ",\"stream_options\":{\"include_usage\":true}" : "";
			String model = silence ? "quick-" + this.surface.family() : this.surface.family() + "-4";
			return this.surface.call(model, this.id, "\"stream\":true" + options + (this.tools ? TOOLS : ""));
		}

	}

	/**
	 * What a caller got.
	 *
	 * @param asked what it asked
	 * @param whole whether the answer ended properly
	 * @param status its status, 0 for none
	 * @param text the bytes
	 */
	record Got(Asked asked, boolean whole, int status, String text) {

	}

	FaultPlan plan() {
		return this.plan;
	}

	/**
	 * Runs so many streams.
	 * @param count the number
	 * @return what came of them
	 */
	List<Got> run(int count) {
		List<Got> all = new ArrayList<>(count);
		for (int from = 0; from < count; from += AT_ONCE) {
			List<Asked> asked = new ArrayList<>();
			List<RunningCall> calls = new ArrayList<>();
			for (int i = from; i < Math.min(count, from + AT_ONCE); i++) {
				asked.add(ask("r" + i));
			}
			asked.forEach((each) -> calls.add(this.client.open(each.call(this.silence))));
			for (int i = 0; i < calls.size(); i++) {
				RunningCall call = calls.get(i);
				boolean whole = call.awaitEnd() == RunningCall.Ending.COMPLETE;
				all.add(new Got(asked.get(i), whole, call.awaitHead().status().code(), call.text()));
			}
		}
		return all;
	}

	private Asked ask(String id) {
		StreamSurface surface = StreamSurface.values()[this.random.nextInt(3)];
		boolean asked = surface != StreamSurface.CHAT || this.random.nextBoolean();
		MockUsage usage = (this.random.nextInt(4) > 0) ? MockUsage.EXACT : MockUsage.values()[this.random.nextInt(5)];
		MockBehavior behavior = MockBehavior.builder()
			.tokens(1 + this.random.nextInt(12))
			.batch(1 + this.random.nextInt(4))
			.splitOdd(this.random.nextInt(8) == 0)
			.seed(this.random.nextInt(1 << 20) * 100L)
			.build();
		int reasoning = (this.random.nextInt(3) == 0) ? 1 + this.random.nextInt(3) : 0;
		List<Step> steps = new ArrayList<>();
		while (steps.size() < 3 && this.random.nextDouble() < this.faults) {
			steps.add(step(behavior.tokens() + reasoning));
		}
		this.plan.plan(id,
				(reply, attempt) -> reply
					.as(behavior.toBuilder().seed(behavior.seed() + 20L * attempt + attempt).build())
					.usage(usage)
					.reasoning(reasoning),
				steps);
		return new Asked(id, surface, this.random.nextInt(5) == 0, asked, usage, behavior.tokens() + reasoning);
	}

	private Step step(int content) {
		if (this.random.nextInt(4) == 0) {
			int[] statuses = { 408, 429, 500, 502, 503, 504, 529 };
			return Step.status(statuses[this.random.nextInt(statuses.length)]);
		}
		List<Kind> kinds = new ArrayList<>(List.of(Kind.CUT, Kind.RESET, Kind.ERROR));
		if (this.silence) {
			kinds.add(Kind.STALL);
		}
		Kind kind = kinds.get(this.random.nextInt(kinds.size()));
		Place place = Place.values()[this.random.nextInt(Place.values().length)];
		boolean sayable = kind != Kind.ERROR
				|| (place != Place.BEFORE_HEAD && place != Place.IN_OPENING && place != Place.IN_CONTENT);
		return Step.of(new MockFault(sayable ? place : Place.AFTER_CONTENT, this.random.nextInt(content + 1), kind,
				Duration.ofMillis(1)));
	}

	/**
	 * Asserts what must hold for one stream, whatever went wrong.
	 * @param got what the caller got
	 */
	void check(Got got) {
		Asked asked = got.asked();
		List<MockRequest> attempts = this.plan.attempts(asked.id());
		List<EndingLog.Entry> entries = this.gateway.context().getBean(EndingLog.class).await(asked.id());
		assertThat(entries).as(asked.id()).hasSize(1);
		assertThat(entries.get(0).status()).as(asked.id()).isEqualTo(got.status());
		assertThat(entries.get(0).attempts()).as(asked.id()).isEqualTo(attempts.size()).isBetween(1, 3);
		assertThat(entries.get(0).ending()).as(asked.id()).isNotNull();
		if (got.status() != 200) {
			assertThat(got.whole()).isTrue();
			assertThat(got.text()).contains("error");
			assertThat(asked.surface().content(got.text())).isEmpty();
			return;
		}
		checkUsage(got, entries.get(0).ending());
		checkStream(got, this.plan.good(asked.id(), attempts.size() - 1), entries.get(0).ending());
		int written = attempts.get(attempts.size() - 1).contentWritten();
		int received = asked.surface().content(got.text()).size();
		if (this.plan.isReset(asked.id(), attempts.size() - 1)) {
			// A reset may take back what is on its way (RFC 9293, section 3.10.7.4).
			assertThat(received).isLessThanOrEqualTo(written);
		}
		else {
			assertThat(received).as(entries + " " + asked + " " + got.text()).isEqualTo(written);
		}
	}

	private void checkUsage(Got got, Ending ending) {
		Asked asked = got.asked();
		List<UsageRecord> records = this.gateway.context().getBean(EndingLog.class).awaitUsage(asked.id());
		assertThat(records).as(asked.id()).hasSize(1);
		TokenUsage tokens = records.get(0).tokens();
		assertThat(records.get(0).ending()).isEqualTo(ending);
		assertThat(tokens.input()).as(asked + " " + tokens).isNotNegative();
		assertThat(tokens.output()).as(asked + " " + tokens).isNotNegative();
		boolean told = ending == Ending.COMPLETE || isUsageTold(got);
		if (asked.usage() != MockUsage.EXACT && asked.usage() != MockUsage.ZERO) {
			assertThat(tokens.accuracy()).as(asked + " " + tokens).isEqualTo(Accuracy.ESTIMATED);
		}
		else if (told) {
			assertThat(tokens.accuracy()).as(asked + " " + tokens).isEqualTo(Accuracy.EXACT);
			assertThat(tokens.output()).isEqualTo((asked.usage() == MockUsage.ZERO) ? 0 : asked.content());
			assertThat(tokens.input()).isEqualTo((asked.usage() == MockUsage.ZERO) ? 0 : 12);
		}
	}

	private static boolean isUsageTold(Got got) {
		return got.text().contains(switch (got.asked().surface()) {
			case CHAT -> "\"choices\":[],\"usage\"";
			case MESSAGES -> "\"type\":\"message_delta\"";
			case RESPONSES -> "\"type\":\"response.completed\"";
		});
	}

	private void checkStream(Got got, String good, Ending ending) {
		String expected = got.asked().asked() ? good : withoutUsage(good);
		int error = got.whole() ? got.asked().surface().errorAt(got.text()) : -1;
		String before = (error >= 0) ? got.text().substring(0, error) : got.text();
		assertThat(expected).as(got.asked().id()).startsWith(before);
		boolean all = before.equals(expected);
		if (got.whole() && error < 0) {
			assertThat(all).as(got.asked().id() + before).isTrue();
			assertThat(ending).as(got.asked().id()).isEqualTo(Ending.COMPLETE);
		}
		else {
			assertThat(ending).as(got.asked().id())
				.isIn(Ending.UPSTREAM_CUT, Ending.UPSTREAM_ERROR, Ending.IDLE_TIMEOUT);
		}
	}

	/** The gateway asks for usage by itself and keeps the event that it was told. */
	private static String withoutUsage(String stream) {
		int usage = stream.indexOf("\"choices\":[],\"usage\"");
		if (usage < 0) {
			return stream;
		}
		int start = stream.lastIndexOf("\n\n", usage) + 2;
		return stream.substring(0, start) + stream.substring(stream.indexOf("\n\n", usage) + 2);
	}

}
