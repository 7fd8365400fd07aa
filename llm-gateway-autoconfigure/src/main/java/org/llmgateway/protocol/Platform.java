package org.llmgateway.protocol;

import java.lang.management.ManagementFactory;

import com.sun.management.UnixOperatingSystemMXBean;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.ssl.OpenSsl;
import io.netty.util.Version;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.llmgateway.protocol.ProtocolProperties.TlsProvider;
import org.llmgateway.protocol.ProtocolProperties.Transport;
import reactor.netty.resources.LoopResources;

import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What this machine and class path can do: native transports, TLS engines, QUIC and the
 * version of Netty. Refuses what was asked for and is not there.
 */
final class Platform {

	/** The version that the guards of this package are written for and tested with. */
	static final String NETTY_VERSION = "4.2.18.Final";

	private static final Log logger = LogFactory.getLog(Platform.class);

	private Platform() {
	}

	/**
	 * Warns if the application runs on another Netty than the one built with.
	 * @return the version found, or {@code null} if it cannot be told
	 */
	static @Nullable String checkNetty() {
		Version version = Version.identify(Platform.class.getClassLoader()).get("netty-common");
		String found = (version != null) ? version.artifactVersion() : null;
		if (found != null && !NETTY_VERSION.equals(found)) {
			logger.warn("Netty " + found + " found, but llm-gateway is built and tested with " + NETTY_VERSION
					+ ": set the property netty.version of your build");
		}
		return found;
	}

	/**
	 * File descriptors that this process may have.
	 * @return their number, or -1 if it cannot be told
	 */
	static long fileDescriptors() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system)
				? system.getMaxFileDescriptorCount() : -1;
	}

	/**
	 * Warns if OpenSSL is there but cannot be used, and the JDK does TLS in its place.
	 * @param missing why OpenSSL is not used, or {@code null} if it is
	 * @return whether it warned
	 */
	static boolean checkTls(@Nullable Throwable missing) {
		// Nobody has asked for netty-tcnative, or it was switched off.
		if (missing == null || missing instanceof ClassNotFoundException
				|| missing instanceof UnsupportedOperationException) {
			return false;
		}
		logger.warn("netty-tcnative is on the class path but cannot be used, the JDK does TLS: " + missing);
		return true;
	}

	/**
	 * Fails if any part of what was asked for is not there.
	 */
	static void require(ProtocolProperties properties, ProtocolPlan plan) {
		requireTransport(properties.transport());
		requireTlsProvider(properties.tlsProvider());
		if (plan.http3()) {
			requireQuic(Quic.isAvailable() ? null : Quic.unavailabilityCause());
		}
	}

	/**
	 * Fails unless the native library of QUIC can be loaded.
	 */
	static void requireQuic(@Nullable Throwable missing) {
		if (missing != null) {
			throw new ProtocolConfigurationException(
					"llm.gateway.protocols has h3, but the native library of QUIC cannot be loaded on this platform.",
					"Add io.netty:netty-codec-native-quic with the classifier of this platform, in version "
							+ NETTY_VERSION + ", or remove h3 from llm.gateway.protocols.",
					missing);
		}
	}

	/**
	 * Fails unless the chosen transport is the one that will be used.
	 */
	static void requireTransport(Transport transport) {
		boolean uring = available("io.netty.channel.uring.IoUring");
		if (transport == Transport.IO_URING && !uring) {
			throw new ProtocolConfigurationException(
					"llm.gateway.transport is io_uring, which is not available here: it needs Linux, and netty-transport-native-io_uring on the class path.",
					"Add io.netty:netty-transport-native-io_uring with the classifier of this platform, or set llm.gateway.transport to auto.");
		}
		if (transport == Transport.EPOLL && !available("io.netty.channel.epoll.Epoll")) {
			throw new ProtocolConfigurationException(
					"llm.gateway.transport is epoll, which is not available here: it needs Linux, and netty-transport-native-epoll on the class path.",
					"Add io.netty:netty-transport-native-epoll with the classifier of this platform, or set llm.gateway.transport to auto.");
		}
		if (transport == Transport.EPOLL && uring) {
			throw new ProtocolConfigurationException(
					"llm.gateway.transport is epoll, but io_uring is on the class path and Reactor Netty then takes io_uring.",
					"Remove netty-transport-native-io_uring from the class path, or set llm.gateway.transport to io_uring.");
		}
	}

	/**
	 * Fails unless the chosen TLS engine is the one that will be used on TCP.
	 */
	static void requireTlsProvider(TlsProvider provider) {
		if (provider == TlsProvider.OPENSSL && !OpenSsl.isAvailable()) {
			throw new ProtocolConfigurationException(
					"llm.gateway.tls-provider is openssl, but netty-tcnative is not on the class path or cannot be loaded.",
					"Add io.netty:netty-tcnative-boringssl-static with the classifier of this platform, or set llm.gateway.tls-provider to auto or jdk.",
					OpenSsl.unavailabilityCause());
		}
		if (provider == TlsProvider.JDK && OpenSsl.isAvailable()) {
			throw new ProtocolConfigurationException(
					"llm.gateway.tls-provider is jdk, but OpenSSL was loaded before the gateway could switch it off.",
					"Start the JVM with -Dio.netty.handler.ssl.noOpenSsl=true.");
		}
	}

	/**
	 * The transport that will be used, for a log line.
	 */
	static String transport(Transport transport) {
		if (transport == Transport.NIO || !LoopResources.hasNativeSupport()) {
			return "nio";
		}
		return available("io.netty.channel.uring.IoUring") ? "io_uring"
				: available("io.netty.channel.epoll.Epoll") ? "epoll" : "kqueue";
	}

	/**
	 * The TLS engine of TCP, for a log line.
	 */
	static String tlsProvider() {
		return OpenSsl.isAvailable() ? OpenSsl.versionString() : "JDK";
	}

	// The native transports are runtime dependencies.
	private static boolean available(String type) {
		try {
			Class<?> found = ClassUtils.forName(type, Platform.class.getClassLoader());
			return Boolean.TRUE.equals(ReflectionUtils.invokeMethod(found.getMethod("isAvailable"), null));
		}
		catch (ReflectiveOperationException | LinkageError ex) {
			return false;
		}
	}

}
