package org.llmgateway.protocol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ClientAuth;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServerSslBundle;
import org.springframework.util.StringUtils;

/**
 * The certificates that QUIC shows, by server name, read again whenever their SSL bundle
 * is updated. Client authentication is that of {@code server.ssl}.
 */
final class QuicCertificate {

	private final boolean earlyData;

	private final ClientAuth clientAuth;

	private final Map<String, QuicSslContext> byName = new ConcurrentHashMap<>();

	private volatile QuicSslContext current;

	/**
	 * Reads the certificates.
	 * @param bundles all SSL bundles
	 * @param bundleName bundle of HTTP/3, or {@code null} for that of {@code server.ssl}
	 * @param ssl the {@code server.ssl} properties
	 * @param earlyData whether to accept 0-RTT
	 */
	QuicCertificate(SslBundles bundles, @Nullable String bundleName, @Nullable Ssl ssl, boolean earlyData) {
		this.earlyData = earlyData;
		this.clientAuth = (Ssl.isEnabled(ssl) && ssl != null)
				? Ssl.ClientAuth.map(ssl.getClientAuth(), ClientAuth.NONE, ClientAuth.OPTIONAL, ClientAuth.REQUIRE)
				: ClientAuth.NONE;
		String name = (bundleName != null || ssl == null) ? bundleName : ssl.getBundle();
		this.current = build(
				(bundleName != null) ? bundles.getBundle(bundleName) : WebServerSslBundle.get(ssl, bundles));
		if (StringUtils.hasText(name)) {
			bundles.addBundleUpdateHandler(name, (bundle) -> this.current = build(bundle));
		}
		if (bundleName == null && ssl != null) {
			ssl.getServerNameBundles().forEach((entry) -> addServerName(bundles, entry.serverName(), entry.bundle()));
		}
	}

	private void addServerName(SslBundles bundles, String serverName, String bundleName) {
		this.byName.put(serverName, build(bundles.getBundle(bundleName)));
		bundles.addBundleUpdateHandler(bundleName, (bundle) -> this.byName.put(serverName, build(bundle)));
	}

	private QuicSslContext build(SslBundle bundle) {
		QuicSslContextBuilder builder = QuicSslContextBuilder
			.forServer(bundle.getManagers().getKeyManagerFactory(), bundle.getKey().getPassword())
			.applicationProtocols(Http3.supportedApplicationProtocols())
			.earlyData(this.earlyData);
		if (this.clientAuth != ClientAuth.NONE) {
			builder.clientAuth(this.clientAuth).trustManager(bundle.getManagers().getTrustManagerFactory());
		}
		return builder.build();
	}

	/**
	 * A context that asks for the newest certificate at each handshake.
	 */
	QuicSslContext reloading() {
		return QuicSslContextBuilder.buildForServerWithSni(
				(name) -> (name != null) ? this.byName.getOrDefault(name, this.current) : this.current);
	}

}
