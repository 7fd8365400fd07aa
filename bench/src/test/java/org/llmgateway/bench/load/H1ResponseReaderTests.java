package org.llmgateway.bench.load;

import java.net.URI;
import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class H1ResponseReaderTests {

	private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
			+ "9;x=y\r\ndata: a\n\n\r\n12\r\ndata: b\n\ndata: c\n\n\r\n0\r\ntrailer: x\r\n\r\n";

	private final H1ResponseReader reader = new H1ResponseReader();

	private final LoadStats stats = new LoadStats();

	private final Flight flight = new Flight(spec(3, 27), this.stats);

	@BeforeEach
	void begin() {
		this.stats.measure(true);
		this.reader.reset();
		this.flight.begin(1);
	}

	@Test
	void whenChunkedAnswerIsCutAnywhereThenItIsRight() {
		for (int cut = 1; cut < CHUNKED.length(); cut++) {
			this.reader.reset();
			this.flight.begin(1);
			assertThat(read(CHUNKED.substring(0, cut))).isFalse();
			assertThat(read(CHUNKED.substring(cut))).isTrue();
			this.flight.end(2);
		}
		assertThat(this.stats.errors()).isEmpty();
		assertThat(this.stats.completed()).isEqualTo(CHUNKED.length() - 1);
		assertThat(this.reader.keepAlive()).isTrue();
	}

	@Test
	void whenChunkIsMissingThenTheNumberOfEventsIsWrong() {
		assertThat(read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: a\n\n\r\n0\r\n\r\n")).isTrue();
		this.flight.end(2);
		assertThat(this.stats.errors()).containsOnlyKeys("events 1 instead of 3");
	}

	@Test
	void whenLengthIsKnownThenTheAnswerEndsWithIt() {
		Flight json = new Flight(spec(0, 2), this.stats);
		json.begin(1);
		ByteBuf in = ascii("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
		assertThat(this.reader.read(in, json, 1)).isTrue();
		json.end(2);
		assertThat(this.stats.errors()).isEmpty();
		assertThat(this.reader.keepAlive()).isFalse();
	}

	@Test
	void whenStatusIsNot200ThenItIsAnError() {
		assertThat(read("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n")).isTrue();
		this.flight.end(2);
		assertThat(this.stats.errors()).containsOnlyKeys("status 404");
	}

	@Test
	void whenThereIsNoLengthThenTheConnectionEndsTheAnswer() {
		assertThat(read("HTTP/1.0 200 OK\r\n\r\ndata: a\n\n")).isFalse();
		assertThat(this.reader.endsWithConnection()).isTrue();
	}

	@Test
	void whenFramingIsBrokenThenItIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> read("SSH-2.0-OpenSSH\r\n"));
		this.reader.reset();
		assertThatIllegalStateException()
			.isThrownBy(() -> read("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n"));
	}

	private boolean read(String bytes) {
		return this.reader.read(ascii(bytes), this.flight, 1);
	}

	private static ByteBuf ascii(String bytes) {
		return Unpooled.copiedBuffer(bytes, StandardCharsets.US_ASCII);
	}

	private static LoadSpec spec(int events, int bytes) {
		return LoadSpec.of(Protocol.H1, URI.create("http://localhost:1"), Workload.JSON, 1)
			.withExpectation(events, bytes);
	}

}
