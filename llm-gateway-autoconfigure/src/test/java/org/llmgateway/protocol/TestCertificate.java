package org.llmgateway.protocol;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;

/**
 * A self-signed certificate for localhost.
 */
final class TestCertificate {

	static final X509Bundle FIRST = create("CN=first");

	static final X509Bundle SECOND = create("CN=second");

	private TestCertificate() {
	}

	static X509Bundle create(String subject) {
		try {
			return new CertificateBuilder().ecp256()
				.subject(subject)
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.setIsCertificateAuthority(true)
				.buildSelfSigned();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
