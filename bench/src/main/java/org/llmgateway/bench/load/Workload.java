package org.llmgateway.bench.load;

/**
 * What is asked of the mock LLM, and by how many at once.
 */
public enum Workload {

	/** A 2 KB request, a 4 KB JSON answer. */
	JSON("json", "mock:size=4096", 0, 0, 64),

	/** 256 events as fast as they go, 8 per upstream write. */
	STREAM("stream", "mock:tokens=256:batch=8", 256, 0, 32),

	/** 64 events 10 ms apart. */
	PACED("paced", "mock:tokens=64:pace=10ms", 64, 10, 100),

	/** Few streams on an idle gateway: what the gateway adds to the first token. */
	TTFT("ttft", "mock:tokens=16:pace=20ms", 16, 20, 8);

	private static final int REQUEST_BYTES = 2048;

	private final String label;

	private final String model;

	private final int tokens;

	private final int paceMillis;

	private final int concurrency;

	Workload(String label, String model, int tokens, int paceMillis, int concurrency) {
		this.label = label;
		this.model = model;
		this.tokens = tokens;
		this.paceMillis = paceMillis;
		this.concurrency = concurrency;
	}

	/**
	 * The short name used on the command line and in tables.
	 * @return the short name
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Whether the answer is an event stream.
	 * @return whether it streams
	 */
	public boolean stream() {
		return this.tokens > 0;
	}

	/**
	 * The number of token events in one answer; 0 for JSON.
	 * @return the number of tokens
	 */
	public int tokens() {
		return this.tokens;
	}

	/**
	 * How long one stream lasts at least, in milliseconds; 0 if it is not paced.
	 * @return the duration
	 */
	public int paceTotalMillis() {
		return this.tokens * this.paceMillis;
	}

	/**
	 * How many requests run at once unless told otherwise.
	 * @return the number of requests at once
	 */
	public int concurrency() {
		return this.concurrency;
	}

	/**
	 * The model that makes the mock answer like this.
	 * @return the model name
	 */
	public String model() {
		return this.model;
	}

	/**
	 * The chat completions request of this workload, padded to 2 KB.
	 * @return the JSON body
	 */
	public String requestBody() {
		return requestBody(this.model);
	}

	/**
	 * The same request for another model.
	 * @param model the model name, not escaped
	 * @return the JSON body
	 */
	public String requestBody(String model) {
		return requestBody(model, REQUEST_BYTES);
	}

	/**
	 * The same request of another length.
	 * @param model the model name, not escaped
	 * @param bytes the length of the body
	 * @return the JSON body
	 */
	public String requestBody(String model, int bytes) {
		String head = "{\"model\":\"" + model + "\",\"stream\":" + stream()
				+ ",\"messages\":[{\"role\":\"system\",\"content\":\"You are a helpful assistant.\"},"
				+ "{\"role\":\"user\",\"content\":\"";
		String tail = "\"}]}";
		StringBuilder body = new StringBuilder(bytes).append(head);
		String filler = "The quick brown fox jumps over the lazy dog. ";
		while (body.length() < bytes - tail.length()) {
			body.append(filler, 0, Math.min(filler.length(), bytes - tail.length() - body.length()));
		}
		return body.append(tail).toString();
	}

	/**
	 * A chat completions request of a few words, not padded.
	 * @param model the model name, not escaped
	 * @return the JSON body
	 */
	public String shortRequestBody(String model) {
		return "{\"model\":\"" + model + "\",\"stream\":" + stream()
				+ ",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}";
	}

	@Override
	public String toString() {
		return this.label;
	}

}
