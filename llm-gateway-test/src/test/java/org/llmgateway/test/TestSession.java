package org.llmgateway.test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

/**
 * A mock and a client of one protocol; closing it checks that no buffer is left.
 */
final class TestSession implements AutoCloseable {

	static final Duration LIMIT = Duration.ofSeconds(10);

	/** What a client got. */
	record Answer(int status, HttpHeaders headers, byte[] body) {

		String text() {
			return new String(this.body, StandardCharsets.UTF_8);
		}

	}

	final MockLlm mock;

	final HttpClient client;

	private final ConnectionProvider provider = ConnectionProvider.create("test", 4);

	TestSession(TestProtocol protocol) {
		this.mock = protocol.mock().start();
		this.client = protocol.client(this.provider, this.mock.baseUrl());
	}

	Answer post(String path, String json) {
		return exchange(path, json.getBytes(StandardCharsets.UTF_8));
	}

	Answer exchange(String path, byte[] body) {
		Answer answer = this.client.post()
			.uri(path)
			.send(Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body)))
			.responseSingle((response, bytes) -> bytes.asByteArray()
				.defaultIfEmpty(new byte[0])
				.map((all) -> new Answer(response.status().code(), response.responseHeaders(), all)))
			.block(LIMIT);
		if (answer == null) {
			throw new AssertionError("No answer");
		}
		return answer;
	}

	/** Starts a request and collects what comes until it ends. */
	Running start(String path, String json) {
		return new Running(path, json);
	}

	@Override
	public void close() {
		this.provider.disposeLater().block(LIMIT);
		this.mock.close();
		OpenBuffers.awaitNone(LIMIT);
	}

	/** A request under way. */
	final class Running {

		final List<byte[]> pieces = new CopyOnWriteArrayList<>();

		volatile int status;

		volatile boolean complete;

		volatile @Nullable Throwable error;

		private final Disposable subscription;

		Running(String path, String json) {
			this.subscription = TestSession.this.client.post()
				.uri(path)
				.send(Mono.fromSupplier(() -> Unpooled.copiedBuffer(json, StandardCharsets.UTF_8)))
				.response((response, content) -> {
					this.status = response.status().code();
					return content.map(ByteBufUtil::getBytes);
				})
				.subscribe(this.pieces::add, (ex) -> this.error = ex, () -> this.complete = true);
		}

		void cancel() {
			this.subscription.dispose();
		}

		String text() {
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			this.pieces.forEach(out::writeBytes);
			return out.toString(StandardCharsets.UTF_8);
		}

		boolean over() {
			return this.complete || this.error != null;
		}

	}

}
