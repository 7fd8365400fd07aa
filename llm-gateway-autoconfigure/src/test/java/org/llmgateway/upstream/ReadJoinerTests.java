package org.llmgateway.upstream;

import java.nio.charset.StandardCharsets;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link ReadJoiner}.
 */
class ReadJoinerTests {

	private final EmbeddedChannel channel = new EmbeddedChannel(new ReadJoiner());

	@AfterEach
	void check() {
		assertThat(this.channel.finishAndReleaseAll()).isFalse();
		LeakPresenceDetector.check();
	}

	private ByteBuf buffer(String text) {
		ByteBuf buffer = this.channel.alloc().buffer();
		buffer.writeCharSequence(text, StandardCharsets.US_ASCII);
		return buffer;
	}

	private void read(Object... messages) {
		for (Object message : messages) {
			this.channel.pipeline().fireChannelRead(message);
		}
		this.channel.pipeline().fireChannelReadComplete();
	}

	private String next() {
		HttpContent content = this.channel.readInbound();
		assertThat(content.refCnt()).isEqualTo(1);
		String text = content.content().toString(StandardCharsets.US_ASCII);
		content.content().skipBytes(content.content().readableBytes());
		content.release();
		return text;
	}

	@Test
	void whenOneReadBringsSeveralContentsThenTheyGoOnAsOne() {
		read(new DefaultHttpContent(buffer("a")), new DefaultHttpContent(buffer("b")));
		assertThat(next()).isEqualTo("ab");
		read(new DefaultHttpContent(buffer("c")));
		assertThat(next()).isEqualTo("c");
		assertThat(this.channel.<Object>readInbound()).isNull();
	}

	@Test
	void whenLastContentHoldsBytesThenTheyAreReleasedOnce() {
		read(new DefaultLastHttpContent(buffer("alone")));
		assertThat(next()).isEqualTo("alone");
		assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
		read(new DefaultHttpContent(buffer("a")), new DefaultLastHttpContent(buffer("b")));
		assertThat(next()).isEqualTo("ab");
		assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
	}

	@Test
	void whenContentsAreEmptyThenTheyAreReleased() {
		read(new DefaultHttpContent(buffer("")), new DefaultLastHttpContent(buffer("")));
		assertThat(this.channel.<Object>readInbound()).isSameAs(LastHttpContent.EMPTY_LAST_CONTENT);
		assertThat(this.channel.<Object>readInbound()).isNull();
	}

	@Test
	void whenEndIsMalformedThenItGoesOnAsItIs() {
		LastHttpContent failed = new DefaultLastHttpContent(buffer(""));
		failed.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("chunk")));
		read(new DefaultHttpContent(buffer("a")), failed);
		assertThat(next()).isEqualTo("a");
		assertThat(this.channel.<Object>readInbound()).isSameAs(failed);
		failed.release();
	}

	@Test
	void whenConnectionEndsThenWhatWasReadGoesOn() {
		this.channel.pipeline().fireChannelRead(new DefaultHttpContent(buffer("a")));
		this.channel.close();
		assertThat(next()).isEqualTo("a");
	}

}
