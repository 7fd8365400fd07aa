package org.llmgateway.protocol;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

import io.netty.channel.Channel;
import io.netty.handler.codec.Headers;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.AsciiString;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import org.jspecify.annotations.Nullable;
import reactor.netty.ChannelPipelineConfigurer;
import reactor.netty.ConnectionObserver;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.Surface;

/**
 * Drops {@code Forwarded} and {@code X-Forwarded-*} from requests to the gateway's
 * surfaces, unless they come from a trusted proxy.
 * <p>
 * Each connection knows of it by an attribute. It is asked as soon as the headers are
 * there, before Reactor Netty or Spring could take the client's address from them.
 */
final class ForwardedHeaders implements ChannelPipelineConfigurer {

	static final String PROPERTY = "llm.gateway.headers.trusted-proxies";

	private static final AttributeKey<ForwardedHeaders> KEY = AttributeKey.valueOf(ForwardedHeaders.class.getName());

	private static final AsciiString FORWARDED = AsciiString.cached("forwarded");

	private static final String X_FORWARDED = "x-forwarded-";

	private final List<IpSubnetFilterRule> trusted = new ArrayList<>();

	/**
	 * Reads the addresses of the trusted proxies.
	 * @param ranges IP addresses, with the size of their network where they stand for one
	 * @throws ConfigurationFault if one is no such thing
	 */
	ForwardedHeaders(List<String> ranges) {
		for (String range : ranges) {
			this.trusted.add(rule(range));
		}
	}

	private static IpSubnetFilterRule rule(String range) {
		int slash = range.indexOf('/');
		String address = (slash < 0) ? range : range.substring(0, slash);
		boolean four = NetUtil.isValidIpV4Address(address);
		// A name would be looked up.
		if (four || NetUtil.isValidIpV6Address(address)) {
			try {
				int size = (slash < 0) ? (four ? 32 : 128) : Integer.parseInt(range.substring(slash + 1));
				return new IpSubnetFilterRule(address, size, IpFilterRuleType.ACCEPT);
			}
			catch (IllegalArgumentException ex) {
				// Refused below.
			}
		}
		throw new ConfigurationFault(PROPERTY, range, "it is no IP address and no range of them",
				"Write an address such as 10.1.2.3 or fd00::1, or a range such as 10.0.0.0/8 or fd00::/8.");
	}

	@Override
	public void onChannelInit(ConnectionObserver observer, Channel channel, @Nullable SocketAddress remote) {
		channel.attr(KEY).set(this);
	}

	/**
	 * Drops what an untrusted client sent.
	 * @param connection the client's connection
	 * @param request a request of HTTP/1.1
	 */
	static void drop(Channel connection, HttpRequest request) {
		HttpHeaders headers = request.headers();
		CharSequence name = find(headers.iteratorCharSequence());
		if (name != null && isUntrusted(connection, request.uri())) {
			while (name != null) {
				headers.remove(name);
				name = find(headers.iteratorCharSequence());
			}
		}
	}

	/**
	 * Drops what an untrusted client sent.
	 * @param connection the client's connection
	 * @param headers the headers of a request of HTTP/2 or HTTP/3
	 * @param path its path
	 */
	static void drop(Channel connection, Headers<CharSequence, CharSequence, ?> headers, @Nullable CharSequence path) {
		CharSequence name = find(headers.iterator());
		if (name != null && path != null && isUntrusted(connection, path.toString())) {
			while (name != null) {
				headers.remove(name);
				name = find(headers.iterator());
			}
		}
	}

	private static @Nullable CharSequence find(Iterator<Map.Entry<CharSequence, CharSequence>> headers) {
		while (headers.hasNext()) {
			CharSequence name = headers.next().getKey();
			if (FORWARDED.contentEqualsIgnoreCase(name)
					|| AsciiString.regionMatches(name, true, 0, X_FORWARDED, 0, X_FORWARDED.length())) {
				return name;
			}
		}
		return null;
	}

	private static boolean isUntrusted(Channel connection, String uri) {
		ForwardedHeaders policy = connection.attr(KEY).get();
		return policy != null && isSurface(uri) && !policy.isTrusted(connection);
	}

	/** A target that is no path, which only proxies are sent, might be a surface. */
	private static boolean isSurface(String uri) {
		int end = 0;
		while (end < uri.length() && uri.charAt(end) != '?' && uri.charAt(end) != '#') {
			end++;
		}
		return !uri.startsWith("/") || Surface.of(uri.substring(0, end)) != null;
	}

	private boolean isTrusted(Channel connection) {
		SocketAddress remote = (connection instanceof QuicChannel quic) ? quic.remoteSocketAddress()
				: connection.remoteAddress();
		if (remote instanceof InetSocketAddress address) {
			for (int i = 0; i < this.trusted.size(); i++) {
				if (this.trusted.get(i).matches(address)) {
					return true;
				}
			}
		}
		return false;
	}

}
