package org.llmgateway.bench.load;

import java.util.List;

import javax.net.ssl.SSLException;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http3.Http3;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/**
 * Sockets and TLS of the load generator: epoll where it exists; certificates are not
 * checked, since the bench makes its own.
 *
 * @param socketChannel the TCP channel
 * @param datagramChannel the UDP channel
 * @param io the event loop's way to wait
 */
record LoadTransport(Class<? extends SocketChannel> socketChannel, Class<? extends DatagramChannel> datagramChannel,
		IoHandlerFactory io) {

	static LoadTransport best() {
		return Epoll.isAvailable()
				? new LoadTransport(EpollSocketChannel.class, EpollDatagramChannel.class, EpollIoHandler.newFactory())
				: new LoadTransport(NioSocketChannel.class, NioDatagramChannel.class, NioIoHandler.newFactory());
	}

	EventLoopGroup group() {
		return new MultiThreadIoEventLoopGroup(1, this.io);
	}

	static SslContext tls(String protocol) throws SSLException {
		SslContextBuilder builder = SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE);
		builder.endpointIdentificationAlgorithm(null);
		if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
			builder.applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
					ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
					ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
					List.of(ApplicationProtocolNames.HTTP_2)));
		}
		return builder.build();
	}

	static QuicSslContext quic() {
		return QuicSslContextBuilder.forClient()
			.trustManager(InsecureTrustManagerFactory.INSTANCE)
			.endpointIdentificationAlgorithm("")
			.applicationProtocols(Http3.supportedApplicationProtocols())
			.build();
	}

}
