package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.llmgateway.test.LocalCertificate;
import org.llmgateway.test.MockLlm;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A provider that cannot show who it is gets no request, and so no key.
 */
class ProviderCertificateTests {

	private static final LocalCertificate AUTHORITY = RunningGateway.CERTIFICATE;

	private static final String ADDRESS = "127.0.0.1";

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	/** What is wrong with a certificate whose issuer is trusted. */
	enum Flaw {

		EXPIRED, WRONG_NAME, WRONG_ADDRESS;

		LocalCertificate certificate() {
			return switch (this) {
				case EXPIRED -> AUTHORITY.issueExpired(ADDRESS);
				case WRONG_NAME -> AUTHORITY.issue("llm.example.com");
				case WRONG_ADDRESS -> AUTHORITY.issue("127.0.0.2");
			};
		}

	}

	record Case(UpstreamLeg leg, Flaw flaw, Door door) {

	}

	static Stream<Case> cases() {
		List<Case> cases = new ArrayList<>();
		for (Flaw flaw : Flaw.values()) {
			for (UpstreamLeg leg : List.of(UpstreamLeg.H1_TLS, UpstreamLeg.H2, UpstreamLeg.H3)) {
				cases.add(new Case(leg, flaw, Door.DIRECT));
			}
			cases.add(new Case(UpstreamLeg.H1_TLS, flaw, Door.GATEWAY));
		}
		return cases.stream();
	}

	@ParameterizedTest
	@MethodSource("cases")
	void whenAProvidersCertificateIsNoneThen502AndItGetsNoRequest(Case test) {
		try (MockLlm provider = provider(test.leg(), test.flaw().certificate())) {
			Answer answer = send(test.leg(), test.door(), provider);
			assertThat(answer.status()).as(answer.text()).isEqualTo(502);
			assertThat(answer.text()).contains("upstream_refused").doesNotContain(GatewaySpec.OPENAI_KEY);
			assertThat(provider.requests()).isEmpty();
			assertThat(provider.activeRequests()).isZero();
		}
		gateways.assertNothingLeft();
	}

	@ParameterizedTest
	@EnumSource(names = { "H1_TLS", "H2", "H3" })
	void whenAProvidersCertificateIsGoodThenItAnswers(UpstreamLeg leg) {
		try (MockLlm provider = provider(leg, AUTHORITY.issue(ADDRESS))) {
			assertThat(send(leg, Door.DIRECT, provider).status()).isEqualTo(200);
		}
	}

	private static MockLlm provider(UpstreamLeg leg, LocalCertificate certificate) {
		return leg.start(certificate);
	}

	private static Answer send(UpstreamLeg leg, Door door, MockLlm provider) {
		String settings = "llm.gateway.providers.other.";
		try (RunningGateway gateway = new RunningGateway(GatewaySpec.of(door)
			.upstream(leg)
			.with(settings + "dialect", "openai")
			.with(settings + "base-url", provider.baseUrl())
			.with(settings + "http-version", leg.property())
			.with(settings + "ssl-bundle", "mock")
			.with(settings + "api-keys", GatewaySpec.OPENAI_KEY)
			.with("llm.gateway.pools.other.endpoints[0].provider", "other")
			.with("llm.gateway.models[3].match", "other")
			.with("llm.gateway.models[3].pools", "other"))) {
			Answer answer = gateway.client(ClientProtocol.H1).send(Call.chat("other", true));
			gateway.closeOpened();
			return answer;
		}
	}

}
