package org.llmgateway.protocol;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Stands between one client and a server as a NAT does, and can go on from another port:
 * then the client has another address, as the server sees it.
 */
final class DatagramRelay implements AutoCloseable {

	private final DatagramSocket inside;

	private final SocketAddress server;

	private volatile DatagramSocket outside;

	private volatile @Nullable SocketAddress client;

	/** What the server has sent to the address of now. */
	private volatile AtomicInteger received = new AtomicInteger();

	DatagramRelay(int serverPort) throws IOException {
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		this.server = new InetSocketAddress(loopback, serverPort);
		this.inside = new DatagramSocket(0, loopback);
		this.outside = open();
		start(this.inside, (packet) -> {
			this.client = packet.getSocketAddress();
			packet.setSocketAddress(this.server);
			this.outside.send(packet);
		});
	}

	private DatagramSocket open() throws IOException {
		DatagramSocket socket = new DatagramSocket(0, this.inside.getLocalAddress());
		AtomicInteger count = new AtomicInteger();
		this.received = count;
		start(socket, (packet) -> {
			count.incrementAndGet();
			SocketAddress receiver = this.client;
			if (receiver != null) {
				packet.setSocketAddress(receiver);
				this.inside.send(packet);
			}
		});
		return socket;
	}

	/** The port that the client sends to. */
	int port() {
		return this.inside.getLocalPort();
	}

	/** The port that the server sees. */
	int outsidePort() {
		return this.outside.getLocalPort();
	}

	/** How many datagrams the server has sent to the port that it sees now. */
	int received() {
		return this.received.get();
	}

	/** Goes on from another port; what the server sends to the old one is lost. */
	void move() throws IOException {
		DatagramSocket old = this.outside;
		this.outside = open();
		old.close();
	}

	@Override
	public void close() {
		this.inside.close();
		this.outside.close();
	}

	private static void start(DatagramSocket socket, Forwarding forwarding) {
		Thread thread = new Thread(() -> {
			byte[] buffer = new byte[65536];
			try {
				while (true) {
					DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
					socket.receive(packet);
					forwarding.forward(packet);
				}
			}
			catch (IOException ex) {
				// Closed.
			}
		}, "datagram-relay");
		thread.setDaemon(true);
		thread.start();
	}

	private interface Forwarding {

		void forward(DatagramPacket packet) throws IOException;

	}

}
