package org.llmgateway.test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LocalCertificateTests {

	@Test
	void whenMadeThenItNamesTheLocalHost() throws Exception {
		X509Certificate certificate = LocalCertificate.create().certificate();
		assertThat(certificate.getSubjectAlternativeNames()).extracting((name) -> name.get(1).toString())
			.isEqualTo(List.of("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1"));
		certificate.checkValidity();
	}

	@Test
	void whenWrittenAsPemThenItCanBeReadBack() throws Exception {
		LocalCertificate local = LocalCertificate.create();
		assertThat(CertificateFactory.getInstance("X.509").generateCertificate(stream(local.certificatePem())))
			.isEqualTo(local.certificate());
		assertThat(local.privateKeyPem()).startsWith("-----BEGIN PRIVATE KEY-----");
		assertThatNoException()
			.isThrownBy(() -> SslContextBuilder.forServer(stream(local.certificatePem()), stream(local.privateKeyPem()))
				.build());
	}

	@Test
	void whenTwoAreMadeThenOneDoesNotTrustTheOther() {
		LocalCertificate one = LocalCertificate.create();
		X509Certificate[] chain = { LocalCertificate.create().certificate() };
		assertThat(one.certificate()).isNotEqualTo(chain[0]);
		TrustManager trust = one.trustManagerFactory().getTrustManagers()[0];
		assertThatThrownBy(() -> ((X509TrustManager) trust).checkServerTrusted(chain, "ECDHE_ECDSA")).isNotNull();
		assertThatNoException().isThrownBy(() -> ((X509TrustManager) trust)
			.checkServerTrusted(new X509Certificate[] { one.certificate() }, "ECDHE_ECDSA"));
	}

	@Test
	void whenAskedThenTheStoresHoldIt() throws Exception {
		LocalCertificate local = LocalCertificate.create();
		assertThat(local.trustStore().getCertificate("localhost")).isEqualTo(local.certificate());
		assertThat(local.keyManagerFactory().getKeyManagers()).hasSize(1);
	}

	private static ByteArrayInputStream stream(String text) {
		return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
	}

}
