package org.llmgateway.route;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of what is seen of a client that takes bytes, or none, over a real socket.
 */
class ClientProgressTests {

	private static final int PIECE = 64 * 1024;

	private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

	private Socket client;

	private Channel channel;

	private ClientProgress progress;

	@BeforeEach
	void connect() throws IOException, InterruptedException {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			this.channel = new Bootstrap().group(this.loops)
				.channel(NioSocketChannel.class)
				.handler(new ChannelInboundHandlerAdapter())
				.connect(server.getLocalSocketAddress())
				.sync()
				.channel();
			this.client = server.accept();
		}
		this.progress = new ClientProgress(this.channel);
	}

	@AfterEach
	void close() throws IOException {
		this.client.close();
		this.channel.close().syncUninterruptibly();
		this.loops.shutdownGracefully().awaitUninterruptibly();
	}

	private <T> T onLoop(Callable<T> step) throws ExecutionException, InterruptedException {
		return this.channel.eventLoop().submit(step).get();
	}

	private boolean look() throws ExecutionException, InterruptedException {
		return onLoop(this.progress::look);
	}

	/** Until the system takes no more either. */
	private void fill() throws ExecutionException, InterruptedException {
		for (boolean full = false; !full;) {
			full = onLoop(() -> {
				write(PIECE);
				return !this.channel.isWritable();
			});
		}
		write(PIECE);
	}

	private void write(int bytes) {
		ByteBuf piece = this.channel.alloc().buffer(bytes).writeZero(bytes);
		this.progress.written(bytes);
		this.channel.writeAndFlush(piece);
	}

	@Test
	void whenTheClientHasAllThenThatIsProgress() throws Exception {
		onLoop(() -> {
			write(10);
			return true;
		});
		assertThat(look()).isTrue();
		assertThat(look()).isTrue();
	}

	@Test
	void whenTheClientTakesNothingThenNothingIsSeenHoweverMuchIsWritten() throws Exception {
		fill();
		look();
		assertThat(look()).isFalse();
		onLoop(() -> {
			write(PIECE);
			return true;
		});
		assertThat(look()).isFalse();
	}

	@Test
	void whenTheClientTakesAPartThenThatIsSeen() throws Exception {
		fill();
		look();
		assertThat(look()).isFalse();
		InputStream in = this.client.getInputStream();
		boolean seen = false;
		for (int taken = 0; !seen && taken < 64; taken++) {
			assertThat(in.readNBytes(PIECE)).hasSize(PIECE);
			seen = look();
		}
		assertThat(seen).isTrue();
	}

}
