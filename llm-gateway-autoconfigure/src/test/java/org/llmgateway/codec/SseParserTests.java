package org.llmgateway.codec;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.LeakPresenceDetector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link SseParser}: the same events wherever a stream is cut.
 */
class SseParserTests {

	private static final String CHUNK = "{\"choices\":[{\"delta\":{\"content\":\"Grüße 中文 😀\"}}]}";

	static final List<String> STREAMS = List.of("", "\n", "\r", "\r\n", "\r\n\r\n", "data: a\n\n", "data: a\r\r",
			"data: a\r\n\r\n", "data: a\n\r\n", "data: a\r\n\r", "data: a\r\n\n", "data: a\r\n\r\n\r\n\ndata: b\n\n",
			"data:a\n\n", "data:  a\n\n", "data\n\n", "data:\n\n", "data: \n\n", "data:\ndata:\n\n", "datax: a\n\n",
			"dat: a\n\n", " data: a\n\n", "data : a\n\n", "data: a:b\n\n", "data: a\ndata: b\ndata:c\n\n",
			"data: a\r\ndata: b\rdata: c\n\n", "event: x\n\n", "event: x\ndata: a\n\ndata: b\n\n",
			"data: a\nevent: x\n\n", "event: x\nevent: y\ndata: a\n\n", "event: x\nevent\ndata: a\n\n",
			"event:x\ndata:a\n\n", "events: x\ndata: a\n\n", ": comment\n\n", ":\n\n", ": a\ndata: b\n: c\ndata: d\n\n",
			":keep-alive\n\n:keep-alive\n\ndata: a\n\n", "id: 1\nretry: 10\ndata: a\n\n", "\ufeffdata: a\n\n",
			"\ufeff\ufeffdata: a\n\n", "\ufeff", "\ufeff\n", "data: \ufeff\n\n\ufeffdata: b\n\n", "data: a",
			"data: a\n", "data: a\r", "data: a\r\n", "data: a\n\ndata: b", "data: a\n\nevent: x\ndata: b\n",
			"data: a\n\n: c", "data: " + CHUNK + "\n\ndata: " + CHUNK + "\n\ndata: [DONE]\n\n",
			"event: message_start\r\ndata: {\"type\":\"message_start\"}\r\n\r\nevent: ping\r\ndata: {}\r\n\r\n",
			"data: \u2028event: x\u0085\n\n", "data: a\u0000b\n\n", "\u00efdata: a\n\ndata: b\n\n",
			"data: first\ndata\ndata: third\r\n\r\ndata: x\r\rdata: y\n\n\n\r\r\n");

	@AfterEach
	void noBufferIsLeft() {
		LeakPresenceDetector.check();
	}

	@ParameterizedTest
	@FieldSource("STREAMS")
	void whenCutAtAnyPlaceThenFindsTheSame(String stream) {
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		check(bytes);
		check(bytes, oneByOne(bytes.length));
		for (int i = 0; i <= bytes.length; i++) {
			check(bytes, i);
			for (int j = i; j <= bytes.length; j += 3) {
				check(bytes, i, j);
			}
		}
	}

	@Test
	void whenBomIsCutShortThenIsPartOfTheLine() {
		for (int length = 1; length <= 2; length++) {
			byte[] bytes = new byte[length + 9];
			System.arraycopy(SseLines.BOM, 0, bytes, 0, length);
			System.arraycopy("\ndata: a\n".getBytes(StandardCharsets.UTF_8), 0, bytes, length, 9);
			check(bytes);
			check(bytes, oneByOne(bytes.length));
		}
	}

	@Test
	void whenStreamIsMadeAtRandomThenFindsWhatTheRulesSay() {
		Random random = new Random(20260117);
		String[] pieces = { "data", "data:", "data: ", "event", "event: ", ":", " ", "\n", "\n", "\r", "\r\n", "x", "é",
				"\n\n", "id: 1", "0123456789abcdef" };
		for (int round = 0; round < 20_000; round++) {
			StringBuilder stream = new StringBuilder((random.nextInt(10) == 0) ? "\ufeff" : "");
			for (int i = random.nextInt(30); i > 0; i--) {
				stream.append(pieces[random.nextInt(pieces.length)]);
			}
			byte[] bytes = stream.toString().getBytes(StandardCharsets.UTF_8);
			check(bytes, random.ints(random.nextInt(5), 0, bytes.length + 1).sorted().toArray());
		}
	}

	@Test
	void whenWindowMovesInsideChunkThenFindsTheSame() {
		String tail = "data: a\r\n\r\nevent: x\r\ndata: b\rdata: c\n\ndata: d\n\n";
		for (int shift = 0; shift <= tail.length(); shift++) {
			String comment = ":" + "x".repeat(ScanWindow.SIZE - shift - 3) + "\n\n";
			check((comment + tail).getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void whenEventIsLargerThanBoundThenPassesUninspectedAndIsCounted() {
		String fits = "event: " + "n".repeat(10) + "\ndata: " + "x".repeat(100 - 17 - 6);
		String stream = "data: a\n\n: " + "c".repeat(500) + "\n" + fits + "\n\n" + fits + "x\n\n" + fits
				+ "\ndata\n\ndata: b\n\n";
		byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
		for (int i = 0; i <= bytes.length; i++) {
			Recorder recorder = new Recorder(100);
			recorder.feed(bytes, i);
			assertThat(recorder.events).extracting(SseReference.Event::data).containsExactly("a", "x".repeat(77), "b");
			assertThat(recorder.oversized).isEqualTo(2);
			assertThat(recorder.parser.oversizedEvents()).isEqualTo(2);
		}
		Recorder recorder = new Recorder(100);
		recorder.feed(bytes, oneByOne(bytes.length));
		assertThat(recorder.events).hasSize(3);
		assertThat(recorder.oversized).isEqualTo(2);
	}

	@Test
	void whenLineHasTenMegabytesThenPassesUninspectedAndIsCounted() {
		Recorder recorder = new Recorder(SseParser.DEFAULT_MAX_EVENT_BYTES);
		recorder.feed("data: a\n\ndata: ".getBytes(StandardCharsets.UTF_8));
		byte[] part = new byte[64 * 1024];
		Arrays.fill(part, (byte) 'x');
		for (int i = 0; i < 160; i++) {
			recorder.feed(part);
			assertThat(recorder.parser.atEventBoundary()).isFalse();
		}
		recorder.feed("\n\ndata: b\n\n".getBytes(StandardCharsets.UTF_8));
		assertThat(recorder.events).extracting(SseReference.Event::data).containsExactly("a", "b");
		assertThat(recorder.parser.oversizedEvents()).isEqualTo(1);
	}

	@Test
	void whenEventIsLargeButFitsThenIsTold() {
		String data = "x".repeat(900_000);
		byte[] bytes = ("data: " + data + "\ndata: y\n\n").getBytes(StandardCharsets.UTF_8);
		Recorder recorder = new Recorder(SseParser.DEFAULT_MAX_EVENT_BYTES);
		recorder.feed(bytes, 100, 200_000, 899_999);
		assertThat(recorder.events).containsExactly(new SseReference.Event("", data + "\ny"));
	}

	@Test
	void whenEventLacksBlankLineThenEndTellsItOnce() {
		Recorder recorder = new Recorder(100);
		recorder.feed("data: a\n\ndata: b".getBytes(StandardCharsets.UTF_8));
		assertThat(recorder.events).hasSize(1);
		recorder.parser.end(recorder);
		recorder.parser.end(recorder);
		assertThat(recorder.events).extracting(SseReference.Event::data).containsExactly("a", "b");
	}

	@Test
	void whenListenerFeedsAnotherParserThenNeitherIsDisturbed() {
		ByteBuf stream = JsonDocuments.direct("data: a\n\ndata: b\n\n".getBytes(StandardCharsets.UTF_8));
		ByteBuf inner = JsonDocuments.direct("data: zzzzzzzzzzzzzzzzzzzzzzzz\n\n".getBytes(StandardCharsets.UTF_8));
		List<String> seen = new ArrayList<>();
		new SseParser().feed(stream, (event) -> {
			new SseParser().feed(inner, (other) -> seen.add(other.dataText()));
			seen.add(event.dataText());
		});
		assertThat(seen).containsExactly("z".repeat(24), "a", "z".repeat(24), "b");
		stream.release();
		inner.release();
	}

	@Test
	void whenStreamFlowsThenNothingIsAllocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		byte[] bytes = ("event: x\ndata: " + CHUNK + "\n\n").repeat(3).getBytes(StandardCharsets.UTF_8);
		ByteBuf first = JsonDocuments.direct(Arrays.copyOf(bytes, 150));
		ByteBuf second = JsonDocuments.direct(Arrays.copyOfRange(bytes, 150, bytes.length));
		SseParser parser = new SseParser();
		long[] seen = new long[1];
		SseListener listener = (event) -> seen[0] += event.dataLength();
		long before = 0;
		for (int i = 0; i < 20_000; i++) {
			before = (i == 10_000) ? threads.getCurrentThreadAllocatedBytes() : before;
			parser.feed(first, listener);
			parser.feed(second, listener);
		}
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(60_000);
		assertThat(seen[0]).isEqualTo(60_000L * CHUNK.getBytes(StandardCharsets.UTF_8).length);
		first.release();
		second.release();
	}

	private static int[] oneByOne(int length) {
		int[] cuts = new int[length];
		Arrays.setAll(cuts, (i) -> i);
		return cuts;
	}

	private static void check(byte[] stream, int... cuts) {
		SseReference reference = new SseReference(stream);
		Recorder recorder = new Recorder(SseParser.DEFAULT_MAX_EVENT_BYTES);
		recorder.reference = reference;
		recorder.feed(stream, cuts);
		recorder.parser.end(recorder);
		assertThat(recorder.events).isEqualTo(reference.events);
		assertThat(recorder.oversized).isZero();
	}

	/**
	 * Feeds a parser with buffers of each kind in turn, and notes what it tells.
	 */
	private static final class Recorder implements SseListener {

		final List<SseReference.Event> events = new ArrayList<>();

		final SseParser parser;

		int oversized;

		SseReference reference;

		Recorder(int maxEventBytes) {
			this.parser = new SseParser(maxEventBytes);
		}

		void feed(byte[] stream, int... cuts) {
			int from = 0;
			for (int i = 0; i <= cuts.length; i++) {
				int to = (i < cuts.length) ? cuts[i] : stream.length;
				ByteBuf chunk = chunk(Arrays.copyOfRange(stream, from, to), i);
				int index = chunk.readerIndex();
				this.parser.feed(chunk, this);
				assertThat(chunk.readerIndex()).isEqualTo(index);
				assertThat(chunk.readableBytes()).isEqualTo(to - from);
				Arrays.fill(chunk.hasArray() ? chunk.array() : new byte[0], (byte) '#');
				chunk.release();
				checkBoundary(from, to);
				from = to;
			}
		}

		private void checkBoundary(int from, int to) {
			if (this.reference != null) {
				assertThat(this.parser.atEventBoundary()).isEqualTo(this.reference.boundaries.get(to));
				int last = this.reference.boundaries.previousSetBit(to);
				assertThat(this.parser.lastBoundary()).isEqualTo((last > from) ? last - from : -1);
			}
		}

		private static ByteBuf chunk(byte[] bytes, int number) {
			return switch (number % 3) {
				case 0 -> JsonDocuments.direct(bytes);
				case 1 -> Unpooled.buffer().writeByte('\n').writeBytes(bytes).skipBytes(1);
				default -> JsonDocuments.split(bytes, bytes.length / 2);
			};
		}

		@Override
		public void onEvent(SseEvent event) {
			assertThat(event.isNamed(event.name())).isEqualTo(event.name().chars().allMatch((c) -> c < 0x80));
			this.events.add(new SseReference.Event(event.name(), event.dataText()));
			assertThat(event.dataText()).isEqualTo(
					new String(event.dataArray(), event.dataStart(), event.dataLength(), StandardCharsets.UTF_8));
		}

		@Override
		public void onOversizedEvent() {
			this.oversized++;
		}

	}

}
