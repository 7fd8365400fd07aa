package org.llmgateway.bench.load;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventCounterTests {

	private static final String STREAM = "data: {\"a\":\"data: no\"}\n\n: data: comment\n\nevent: data:\ndata: two\r\n\r\n"
			+ "dat: no\n\ndata:three\n\ndddata: no\n\ndata: [DONE]\n\n";

	private final EventCounter counter = new EventCounter();

	@Test
	void whenStreamIsWholeThenOnlyLinesThatStartWithDataCount() {
		ByteBuf all = Unpooled.copiedBuffer(STREAM, StandardCharsets.US_ASCII);
		assertThat(this.counter.count(all, 0, all.readableBytes())).isEqualTo(4);
		assertThat(all.readerIndex()).isZero();
	}

	@Test
	void whenStreamIsCutAnywhereThenTheCountIsTheSame() {
		ByteBuf all = Unpooled.copiedBuffer(STREAM, StandardCharsets.US_ASCII);
		for (int cut = 0; cut <= all.readableBytes(); cut++) {
			this.counter.reset();
			this.counter.count(all, 0, cut);
			this.counter.count(all, cut, all.readableBytes() - cut);
			assertThat(this.counter.total()).as("cut at %d", cut).isEqualTo(4);
		}
	}

	@Test
	void whenBytesComeOneByOneThenEachEventCountsOnce() {
		ByteBuf all = Unpooled.copiedBuffer(STREAM, StandardCharsets.US_ASCII);
		int found = 0;
		for (int i = 0; i < all.readableBytes(); i++) {
			found += this.counter.count(all, i, 1);
		}
		assertThat(found).isEqualTo(4);
	}

}
