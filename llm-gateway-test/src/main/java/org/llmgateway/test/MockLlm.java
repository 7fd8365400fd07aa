package org.llmgateway.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * An LLM provider for tests and benchmarks: answers the OpenAI and Anthropic surfaces
 * over HTTP/1.1, HTTP/2 and HTTP/3 with texts that are the same at each run, fast or
 * slowly or wrongly, as the model name or the test demands.
 * <p>
 * A model name such as {@code mock:tokens=256:pace=10ms:cut=3} sets what
 * {@link MockBehavior} describes, with {@code error-event}, {@code headers-stall},
 * {@code retry-after}, {@code split=odd}, {@code raw=NAME} ({@link MockRecording}) and
 * {@code input} for the prompt tokens. Any path prefix is accepted.
 * <p>
 * May be used by any thread; hooks run on the event loops and must not block.
 */
public final class MockLlm implements AutoCloseable {

	private final MockProvider provider;

	private final MockServer server;

	private final String scheme;

	private final String host;

	private MockLlm(Builder builder) {
		this.provider = new MockProvider(builder.defaults, builder.recording,
				new MockSlots(builder.slots, builder.queue), builder.refusal);
		this.host = builder.host;
		this.scheme = (builder.certificate == null) ? "http" : "https";
		this.server = new MockServer(this.provider, builder.eventLoops);
		try {
			this.server.listen(builder.host, builder.port, builder.certificate, builder.http3);
		}
		catch (RuntimeException ex) {
			this.server.close();
			throw ex;
		}
	}

	/**
	 * Starts on a free port of 127.0.0.1, without TLS, with HTTP/1.1 and HTTP/2 by prior
	 * knowledge, on one event loop, recording requests.
	 * @return the running mock
	 */
	public static MockLlm start() {
		return builder().start();
	}

	public static Builder builder() {
		return new Builder();
	}

	public int port() {
		return this.server.port();
	}

	/**
	 * Where it listens.
	 * @return a URL without a trailing slash, such as {@code http://127.0.0.1:9000}
	 */
	public String baseUrl() {
		return this.scheme + "://" + this.host + ":" + port();
	}

	/**
	 * The last 1,000 requests that were received completely, the oldest first.
	 * @return a copy; empty if the mock does not record
	 */
	public List<MockRequest> requests() {
		return this.provider.requests();
	}

	/**
	 * Waits for the next request that this method has not returned before.
	 * @param limit how long to wait
	 * @return the request, whose answer may still be under way
	 * @throws IllegalStateException if none comes within the limit
	 */
	public MockRequest awaitRequest(Duration limit) {
		return this.provider.awaitRequest(limit);
	}

	/**
	 * Lets a function choose the behaviour, before the model name is looked at.
	 * @param behaviors returns {@code null} where the model name is to decide
	 */
	public void answerWith(@Nullable Function<MockRequest, @Nullable MockBehavior> behaviors) {
		this.provider.behaviors(behaviors);
	}

	/**
	 * Lets a function choose a fixed answer, before anything else is looked at.
	 * @param responses returns {@code null} for requests that it has no answer to
	 */
	public void respondWith(@Nullable Function<MockRequest, @Nullable MockResponse> responses) {
		this.provider.responses(responses);
	}

	/**
	 * Answers every request with the same bytes.
	 * @param response the answer
	 */
	public void respond(MockResponse response) {
		this.provider.responses((request) -> response);
	}

	/**
	 * Connections of clients, TCP and QUIC.
	 * @return number of connections now
	 */
	public int openConnections() {
		return this.server.connections();
	}

	/**
	 * Requests whose answer has not ended, those that are being received included.
	 * @return number of requests now
	 */
	public int activeRequests() {
		return this.provider.activeRequests();
	}

	/**
	 * Sends GOAWAY on all HTTP/2 connections: they take no more requests, those under way
	 * are answered.
	 * @param refused how many of the newest requests of each connection it says that it
	 * has not taken; they are forgotten
	 * @return done when each client has read it: what it sends from then on goes
	 * elsewhere
	 */
	public CompletableFuture<Void> goAway(int refused) {
		return this.server.goAway(refused);
	}

	/**
	 * Breaks off all answers, closes all connections and waits for the event loops to
	 * end.
	 */
	@Override
	public void close() {
		this.provider.close();
		this.server.close();
	}

	/** Collects the settings of a {@link MockLlm}. */
	public static final class Builder {

		private String host = "127.0.0.1";

		private int port;

		private int eventLoops = 1;

		private boolean http3;

		private boolean recording = true;

		private int slots;

		private int queue = MockSlots.ENDLESS;

		private int refusal = 503;

		private @Nullable LocalCertificate certificate;

		private MockBehavior defaults = MockBehavior.DEFAULT;

		private Builder() {
		}

		public Builder host(String host) {
			this.host = host;
			return this;
		}

		/**
		 * Sets the port.
		 * @param port TCP and UDP port; 0, the default, for a free one
		 * @return this builder
		 */
		public Builder port(int port) {
			this.port = port;
			return this;
		}

		/**
		 * Switches TLS on, with HTTP/2 and HTTP/1.1 by ALPN.
		 * @param certificate the certificate to show
		 * @return this builder
		 */
		public Builder tls(LocalCertificate certificate) {
			this.certificate = certificate;
			return this;
		}

		/**
		 * Listens to HTTP/3 too, on the same port number; needs a certificate.
		 * @param http3 whether to
		 * @return this builder
		 */
		public Builder http3(boolean http3) {
			this.http3 = http3;
			return this;
		}

		public Builder eventLoops(int eventLoops) {
			this.eventLoops = eventLoops;
			return this;
		}

		/**
		 * Sets the behaviour for model names without parameters.
		 * @param defaults the behaviour
		 * @return this builder
		 */
		public Builder defaults(MockBehavior defaults) {
			this.defaults = defaults;
			return this;
		}

		/**
		 * Chooses whether requests are kept, with their bodies; the default is true.
		 * @param recording false for benchmarks
		 * @return this builder
		 */
		public Builder recordRequests(boolean recording) {
			this.recording = recording;
			return this;
		}

		/**
		 * Bounds the answers under way at once, as on a server with so many places: later
		 * requests are received and wait in turn.
		 * @param slots the number of answers; 0, the default, for no bound
		 * @return this builder
		 */
		public Builder slots(int slots) {
			this.slots = slots;
			return this;
		}

		/**
		 * Bounds the queue for the slots, which is endless otherwise.
		 * @param length requests that wait at most
		 * @param status status of the answer to the others, such as 429 or 503; with a
		 * Retry-After of a second
		 * @return this builder
		 */
		public Builder queue(int length, int status) {
			this.queue = length;
			this.refusal = status;
			return this;
		}

		/**
		 * Starts the mock.
		 * @return the running mock
		 * @throws IllegalStateException if the port is taken or HTTP/3 lacks a
		 * certificate
		 */
		public MockLlm start() {
			if (this.http3 && this.certificate == null) {
				throw new IllegalStateException("HTTP/3 needs tls(...)");
			}
			return new MockLlm(this);
		}

	}

}
