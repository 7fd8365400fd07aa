package org.llmgateway.protocol;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.Drain;
import org.llmgateway.protocol.ProtocolProperties.TlsProvider;
import org.llmgateway.protocol.ProtocolProperties.Transport;
import reactor.netty.http.HttpProtocol;

import org.springframework.boot.diagnostics.FailureAnalysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What set of protocols is sensible, and what is said of one that is not.
 */
class ProtocolPlanTests {

	@Test
	void whenNothingIsSetThenBootDecides() {
		ProtocolPlan plan = ProtocolPlan.of(Set.of(), true, null);
		assertThat(plan.decided()).isFalse();
		assertThat(plan.http3()).isFalse();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			H1,       false, HTTP11
			H1 H2C,   false, HTTP11 H2C
			H2C,      false, H2C
			H1 H2,    true,  HTTP11 H2
			H2,       true,  H2
			H1 H2 H3, true,  HTTP11 H2
			H3,       true,  HTTP11
			H2 H3,    true,  H2
			""")
	void whenSetIsSensibleThenTcpSpeaksIt(String wanted, boolean tls, String tcp) {
		ProtocolPlan plan = ProtocolPlan.of(set(wanted), tls, null);
		assertThat(plan.tcpProtocols()).extracting(HttpProtocol::name).containsExactly(tcp.split(" "));
		assertThat(plan.http3()).isEqualTo(wanted.contains("H3"));
		assertThat(plan.http3Only()).isEqualTo(wanted.equals("H3"));
	}

	@Test
	void whenHttp3HasItsOwnCertificateThenTcpNeedsNone() {
		assertThat(ProtocolPlan.of(set("H1 H3"), false, "gw").http3()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			H1 H2 H2C, true,  h2c
			H1 H2,     false, server.ssl.bundle
			H1 H2C,    true,  server.ssl
			H1 H3,     false, llm.gateway.http3.ssl-bundle
			H3,        false, llm.gateway.http3.ssl-bundle
			""")
	void whenSetCannotWorkThenAnalysisSaysWhatToChange(String wanted, boolean tls, String named) {
		assertThatExceptionOfType(ProtocolConfigurationException.class)
			.isThrownBy(() -> ProtocolPlan.of(set(wanted), tls, null))
			.satisfies((ex) -> {
				FailureAnalysis analysis = new ProtocolFailureAnalyzer().analyze(new IllegalStateException(ex));
				assertThat(analysis.getDescription()).contains("llm.gateway.protocols");
				assertThat(analysis.getAction()).contains(named);
			});
	}

	@Test
	void whenNativeQuicIsMissingThenAnalysisNamesTheArtifact() {
		assertThatExceptionOfType(ProtocolConfigurationException.class)
			.isThrownBy(() -> Platform.requireQuic(new UnsatisfiedLinkError("no netty_quiche")))
			.satisfies((ex) -> assertThat(ex.action()).contains("netty-codec-native-quic", Platform.NETTY_VERSION));
		assertThatNoException().isThrownBy(() -> Platform.requireQuic(null));
	}

	@Test
	void whenTransportIsNotThereThenAnalysisNamesTheArtifact() {
		assertThatNoException().isThrownBy(() -> Platform.requireTransport(Transport.AUTO));
		assertThatExceptionOfType(ProtocolConfigurationException.class)
			.isThrownBy(() -> Platform.requireTransport(Transport.IO_URING))
			.satisfies((ex) -> assertThat(ex.action()).contains("netty-transport-native-io_uring"));
	}

	@Test
	void whenOpensslIsNotThereThenAnalysisNamesTheArtifact() {
		assertThatNoException().isThrownBy(() -> Platform.requireTlsProvider(TlsProvider.JDK));
		assertThatExceptionOfType(ProtocolConfigurationException.class)
			.isThrownBy(() -> Platform.requireTlsProvider(TlsProvider.OPENSSL))
			.satisfies((ex) -> assertThat(ex.action()).contains("netty-tcnative-boringssl-static"));
	}

	@Test
	void whenOpensslIsThereButCannotBeLoadedThenWarned() {
		assertThat(Platform.checkTls(new UnsatisfiedLinkError("no netty_tcnative"))).isTrue();
		assertThat(Platform.checkTls(new ClassNotFoundException("netty-tcnative not in the classpath"))).isFalse();
		assertThat(Platform.checkTls(new UnsupportedOperationException("explicitly disabled"))).isFalse();
		assertThat(Platform.checkTls(null)).isFalse();
	}

	@Test
	void whenTheSystemTellsThenFileDescriptorsAreKnown() {
		assertThat(Platform.fileDescriptors()).isNotZero();
	}

	@Test
	void whenNettyIsTheOneBuiltWithThenFound() {
		assertThat(Platform.checkNetty()).isEqualTo(Platform.NETTY_VERSION);
	}

	@Test
	void whenDrainTimeoutIsNotSetThenPhaseLessTwoSeconds() {
		assertThat(Drain.of(null, Duration.ofSeconds(30), true).limit()).isEqualTo(Duration.ofSeconds(28));
		assertThat(Drain.of(null, Duration.ofSeconds(2), true).limit()).isEqualTo(Duration.ofSeconds(1));
		assertThat(Drain.of(Duration.ofSeconds(5), Duration.ofSeconds(30), true).limit())
			.isEqualTo(Duration.ofSeconds(5));
		assertThat(Drain.of(null, Duration.ofSeconds(30), false).limit()).isZero();
	}

	@Test
	void whenDrainTimeoutIsLongerThanThePhaseThenAnalysisNamesBoth() {
		assertThatExceptionOfType(ConfigurationFault.class)
			.isThrownBy(() -> Drain.of(Duration.ofMinutes(1), Duration.ofSeconds(30), true))
			.satisfies((ex) -> assertThat(ex.action()).contains("spring.lifecycle.timeout-per-shutdown-phase",
					"llm.gateway.drain-timeout"));
	}

	private static Set<WireProtocol> set(String names) {
		Set<WireProtocol> set = EnumSet.noneOf(WireProtocol.class);
		for (String name : names.split(" ")) {
			set.add(WireProtocol.valueOf(name));
		}
		return set;
	}

}
