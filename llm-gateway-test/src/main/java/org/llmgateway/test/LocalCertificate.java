package org.llmgateway.test;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.NetUtil;

/**
 * A self-signed EC (P-256) certificate for {@code localhost}, {@code 127.0.0.1} and
 * {@code ::1}, made in memory.
 * <p>
 * Every {@link #create()} makes a new key, so two of them are enough to test a reload.
 * Instances are immutable and may be shared by threads.
 */
public final class LocalCertificate {

	private final X509Bundle bundle;

	private LocalCertificate(X509Bundle bundle) {
		this.bundle = bundle;
	}

	/**
	 * Makes a new key and certificate.
	 * @return the certificate
	 * @throws IllegalStateException if the platform cannot make one
	 */
	public static LocalCertificate create() {
		try {
			return new LocalCertificate(new CertificateBuilder().ecp256()
				.subject("CN=localhost")
				.addSanDnsName("localhost")
				.addSanIpAddress("127.0.0.1")
				.addSanIpAddress("::1")
				.setIsCertificateAuthority(true)
				.buildSelfSigned());
		}
		catch (Exception ex) {
			throw new IllegalStateException("Could not make a local certificate", ex);
		}
	}

	/**
	 * Makes a certificate that this one has signed.
	 * @param host the only name, or IPv4 address, that it is for
	 * @return the certificate, for whoever trusts this one
	 */
	public LocalCertificate issue(String host) {
		return issue(host, Instant.now().plus(Duration.ofDays(1)));
	}

	/**
	 * Makes a certificate that this one has signed and that is too old.
	 * @param host the only name, or IPv4 address, that it is for
	 * @return the certificate, which was valid until an hour ago
	 */
	public LocalCertificate issueExpired(String host) {
		return issue(host, Instant.now().minus(Duration.ofHours(1)));
	}

	private LocalCertificate issue(String host, Instant until) {
		CertificateBuilder certificate = new CertificateBuilder().ecp256()
			.subject("CN=issued")
			.notBefore(until.minus(Duration.ofDays(2)))
			.notAfter(until);
		if (NetUtil.isValidIpV4Address(host)) {
			certificate.addSanIpAddress(host);
		}
		else {
			certificate.addSanDnsName(host);
		}
		try {
			return new LocalCertificate(certificate.buildIssuedBy(this.bundle));
		}
		catch (Exception ex) {
			throw new IllegalStateException("Could not issue a certificate", ex);
		}
	}

	/**
	 * The certificate.
	 * @return the certificate
	 */
	public X509Certificate certificate() {
		return this.bundle.getCertificate();
	}

	/**
	 * The private key of the certificate.
	 * @return the private key
	 */
	public PrivateKey privateKey() {
		return this.bundle.getKeyPair().getPrivate();
	}

	/**
	 * The certificate as PEM text, as {@code spring.ssl.bundle.pem.*} takes it.
	 * @return the PEM text
	 */
	public String certificatePem() {
		return this.bundle.getCertificatePEM();
	}

	/**
	 * The private key as PKCS#8 PEM text.
	 * @return the PEM text
	 */
	public String privateKeyPem() {
		return this.bundle.getPrivateKeyPEM();
	}

	/**
	 * What a client needs to trust this certificate and no other.
	 * @return a new trust manager factory
	 */
	public TrustManagerFactory trustManagerFactory() {
		try {
			TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
			factory.init(trustStore());
			return factory;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Could not make a trust manager", ex);
		}
	}

	/**
	 * What a server needs to show this certificate.
	 * @return a new key manager factory
	 */
	public KeyManagerFactory keyManagerFactory() {
		try {
			return this.bundle.toKeyManagerFactory();
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Could not make a key manager", ex);
		}
	}

	/**
	 * A PKCS#12 key store that holds the certificate as its only trusted entry.
	 * @return a new key store, in memory
	 */
	public KeyStore trustStore() {
		try {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(null, null);
			store.setCertificateEntry("localhost", certificate());
			return store;
		}
		catch (GeneralSecurityException | IOException ex) {
			throw new IllegalStateException("Could not make a trust store", ex);
		}
	}

}
