package org.llmgateway.test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import org.jspecify.annotations.Nullable;
import org.llmgateway.test.MockResponse.Finish;
import org.llmgateway.test.MockResponse.Framing;

/**
 * An answer rendered to the last byte for each protocol, as steps of one write and flush
 * each; immutable, shared by all requests and event loops that want the same.
 * <p>
 * The first step carries the head, the last one the end of the body.
 */
final class MockScript {

	private static final Set<String> HOP_BY_HOP = Set.of("connection", "keep-alive", "proxy-connection",
			"transfer-encoding", "upgrade");

	private final MockResponse response;

	private final ByteBuf plain;

	private final int[] plainEnds;

	private final ByteBuf framed;

	private final int[] framedEnds;

	private final long[] pauses;

	private final int[] contents;

	private final Http2Headers http2Headers = new DefaultHttp2Headers(false);

	private final @Nullable Http2Headers http2Trailers;

	private final Http3Headers http3Headers = new DefaultHttp3Headers(false);

	private final @Nullable Http3Headers http3Trailers;

	private MockScript(MockResponse response, List<MockWrite> steps, boolean direct) {
		this.response = response;
		int count = steps.size();
		this.plainEnds = new int[count];
		this.framedEnds = new int[count];
		this.pauses = steps.stream().mapToLong((step) -> step.before().toNanos()).toArray();
		this.contents = steps.stream().mapToInt(MockWrite::content).toArray();
		Http1Framing http1 = new Http1Framing(response);
		for (int i = 0; i < count; i++) {
			byte[] bytes = steps.get(i).bytes();
			this.plainEnds[i] = bytes.length + ((i == 0) ? 0 : this.plainEnds[i - 1]);
			this.framedEnds[i] = http1.step(bytes, i == 0, i == count - 1);
		}
		this.plain = constant(response.body(), direct);
		this.framed = constant(http1.bytes(), direct);
		String status = Integer.toString(response.status());
		copy(response.headers(), this.http2Headers.status(status)::add);
		copy(response.headers(), this.http3Headers.status(status)::add);
		String length = Integer.toString(this.plain.readableBytes());
		if (response.framing() == Framing.LENGTH && !this.http2Headers.contains("content-length")) {
			this.http2Headers.add("content-length", length);
			this.http3Headers.add("content-length", length);
		}
		this.http2Trailers = response.trailers().isEmpty() ? null : new DefaultHttp2Headers(false);
		this.http3Trailers = response.trailers().isEmpty() ? null : new DefaultHttp3Headers(false);
		if (this.http2Trailers != null && this.http3Trailers != null) {
			copy(response.trailers(), this.http2Trailers::add);
			copy(response.trailers(), this.http3Trailers::add);
		}
	}

	/**
	 * Renders an answer.
	 * @param response the answer
	 * @param direct whether it is kept and used often: then its bytes live outside the
	 * heap
	 * @return the script
	 */
	static MockScript of(MockResponse response, boolean direct) {
		List<MockWrite> steps = new ArrayList<>(response.writes());
		if (response.framing() == Framing.NOTHING) {
			steps.clear();
		}
		else if (steps.isEmpty() || (headFirst(response) && response.framing() != Framing.RAW)) {
			steps.add(0, new MockWrite(new byte[0], Duration.ZERO, 0));
		}
		return new MockScript(response, steps, direct);
	}

	private static boolean headFirst(MockResponse response) {
		return !response.writes().get(0).before().isZero() || response.finish() == Finish.REPEAT;
	}

	private static ByteBuf constant(byte[] bytes, boolean direct) {
		if (!direct || bytes.length == 0) {
			return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes));
		}
		// A JDK buffer is freed by the collector, so that nobody has to count references
		ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
		return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(buffer));
	}

	private static void copy(List<Map.Entry<String, String>> from, BiConsumer<CharSequence, CharSequence> to) {
		for (Map.Entry<String, String> field : from) {
			String name = field.getKey().toLowerCase(Locale.ROOT);
			if (!HOP_BY_HOP.contains(name)) {
				to.accept(name, field.getValue());
			}
		}
	}

	int steps() {
		return this.pauses.length;
	}

	long delayNanos() {
		return this.response.delay().toNanos();
	}

	long pauseNanos(int step) {
		return this.pauses[step];
	}

	/**
	 * Content events that end in a step.
	 * @param step the step, from 0
	 * @return their number
	 */
	int content(int step) {
		return this.contents[step];
	}

	/**
	 * Bytes of the body in a step.
	 * @param step the step, from 0
	 * @return a view, which need not be released
	 */
	ByteBuf body(int step) {
		int start = (step == 0) ? 0 : this.plainEnds[step - 1];
		return this.plain.slice(start, this.plainEnds[step] - start);
	}

	/**
	 * Bytes on the wire of HTTP/1.1 in a step.
	 * @param step the step, from 0
	 * @return a view, which need not be released
	 */
	ByteBuf http1(int step) {
		int start = (step == 0) ? 0 : this.framedEnds[step - 1];
		return this.framed.slice(start, this.framedEnds[step] - start);
	}

	int bodyLength(int step) {
		return this.plainEnds[step] - ((step == 0) ? 0 : this.plainEnds[step - 1]);
	}

	boolean endsWith(int step) {
		return step == this.pauses.length - 1 && this.response.finish() == Finish.END;
	}

	Finish finish() {
		return this.response.finish();
	}

	boolean closesHttp1() {
		return this.response.framing() == Framing.CLOSE || this.response.framing() == Framing.RAW;
	}

	Http2Headers http2Headers() {
		return this.http2Headers;
	}

	@Nullable Http2Headers http2Trailers() {
		return this.http2Trailers;
	}

	Http3Headers http3Headers() {
		return this.http3Headers;
	}

	@Nullable Http3Headers http3Trailers() {
		return this.http3Trailers;
	}

}
