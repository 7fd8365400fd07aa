package org.llmgateway.protocol;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A UDP socket that sends to one server whatever a test makes up.
 */
final class RawDatagrams implements AutoCloseable {

	private final DatagramSocket socket;

	private final InetSocketAddress server;

	RawDatagrams(int port) throws IOException {
		InetAddress loopback = InetAddress.getByName("127.0.0.1");
		this.socket = new DatagramSocket(0, loopback);
		this.server = new InetSocketAddress(loopback, port);
	}

	RawDatagrams send(byte[] datagram) throws IOException {
		this.socket.send(new DatagramPacket(datagram, datagram.length, this.server));
		return this;
	}

	/** The next datagram, or {@code null} if there is none within the time. */
	byte @Nullable [] receive(int millis) throws IOException {
		this.socket.setSoTimeout(millis);
		DatagramPacket packet = new DatagramPacket(new byte[65536], 65536);
		try {
			this.socket.receive(packet);
			return Arrays.copyOf(packet.getData(), packet.getLength());
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
	}

	/** The number of bytes that have come, until none come for the time. */
	int drain(int millis) throws IOException {
		int bytes = 0;
		for (byte[] datagram = receive(millis); datagram != null; datagram = receive(millis)) {
			bytes += datagram.length;
		}
		return bytes;
	}

	/** A long header with empty content after its connection ids. */
	static byte[] longHeader(int first, int version, int length) {
		byte[] datagram = new byte[length];
		datagram[0] = (byte) first;
		for (int i = 0; i < 4; i++) {
			datagram[1 + i] = (byte) (version >>> (24 - 8 * i));
		}
		datagram[5] = 8;
		Arrays.fill(datagram, 6, 14, (byte) 0xab);
		datagram[14] = 8;
		Arrays.fill(datagram, 15, 23, (byte) 0xcd);
		return datagram;
	}

	/** Whether it is an Initial with a token. */
	static boolean hasToken(byte[] datagram) {
		if (!isInitial(datagram)) {
			return false;
		}
		int destination = datagram[5];
		int source = datagram[6 + destination];
		return datagram[7 + destination + source] != 0;
	}

	static boolean isInitial(byte[] datagram) {
		return datagram.length > 48 && (datagram[0] & 0xf0) == 0xc0;
	}

	@Override
	public void close() {
		this.socket.close();
	}

}
