package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A request as the mock received it, and how its answer ended.
 * <p>
 * May be used by any thread. {@link #ended()} is completed exactly once, on the event
 * loop of the connection.
 */
public final class MockRequest {

	/** How an answer ended. */
	public enum Ending {

		/** All bytes have been handed to the network. */
		COMPLETE,
		/** The client went away or reset the stream before. */
		CANCELLED,
		/** The mock broke it off, as it was told to, or because it was closed. */
		CUT

	}

	private final MockHead head;

	private final Map<String, List<String>> headers;

	private final byte[] body;

	private final @Nullable String model;

	private final boolean streaming;

	private final String eventLoop = Thread.currentThread().getName();

	private final CompletableFuture<Ending> ended = new CompletableFuture<>();

	private volatile long bytesWritten;

	private volatile int contentWritten;

	MockRequest(MockHead head, byte[] body, @Nullable String model, boolean streaming) {
		this.head = head;
		this.body = body;
		this.model = model;
		this.streaming = streaming;
		Map<String, List<String>> fields = new TreeMap<>();
		head.headers()
			.forEach((field) -> fields
				.computeIfAbsent(field.getKey().toString().toLowerCase(Locale.ROOT), (name) -> new ArrayList<>())
				.add(field.getValue().toString()));
		this.headers = Collections.unmodifiableMap(fields);
	}

	public String method() {
		return this.head.method();
	}

	/**
	 * The request target.
	 * @return the path with its query
	 */
	public String path() {
		return this.head.path();
	}

	/**
	 * The protocol.
	 * @return {@code HTTP/1.1}, {@code HTTP/2.0} or {@code HTTP/3.0}
	 */
	public String protocol() {
		return this.head.protocol();
	}

	/**
	 * All header fields as they came from the wire, pseudo-headers of HTTP/2 and HTTP/3
	 * ({@code :path}) included.
	 * @return values by name in lower case, in order
	 */
	public Map<String, List<String>> headers() {
		return this.headers;
	}

	/**
	 * One header field.
	 * @param name name in lower case
	 * @return the first value, or {@code null}
	 */
	public @Nullable String header(String name) {
		List<String> values = this.headers.get(name);
		return (values == null) ? null : values.get(0);
	}

	/**
	 * The body.
	 * @return the bytes, not copied; empty if the server does not record requests
	 */
	public byte[] body() {
		return this.body;
	}

	public String bodyText() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * The model that the body asks for.
	 * @return the value of the top-level member {@code model}, or {@code null}
	 */
	public @Nullable String model() {
		return this.model;
	}

	public boolean streaming() {
		return this.streaming;
	}

	/**
	 * Tells connections apart.
	 * @return id of the connection's channel
	 */
	public String connectionId() {
		return this.head.connection().id().asLongText();
	}

	/**
	 * The mock's event loop that serves the connection.
	 * @return name of its thread
	 */
	public String eventLoop() {
		return this.eventLoop;
	}

	/**
	 * How the answer ended.
	 * @return completed exactly once, when it has ended
	 */
	public CompletableFuture<Ending> ended() {
		return this.ended;
	}

	/**
	 * Progress of the answer.
	 * @return bytes of the body that were given to the channel so far
	 */
	public long bytesWritten() {
		return this.bytesWritten;
	}

	/**
	 * Progress of a streamed answer.
	 * @return content events that were given to the channel so far, to the last byte
	 */
	public int contentWritten() {
		return this.contentWritten;
	}

	void written(long bytes, int content) {
		this.bytesWritten = bytes;
		this.contentWritten = content;
	}

	@Override
	public String toString() {
		return method() + " " + path() + " " + protocol();
	}

}
