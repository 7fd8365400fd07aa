package org.llmgateway.test;

import org.jspecify.annotations.Nullable;

/**
 * Everything in a request that the bytes of its answer depend on.
 *
 * @param surface what is asked
 * @param model model as the request names it
 * @param stream whether a stream is asked for
 * @param usage what the answer says of its tokens
 * @param reasoning content events of reasoning before the others
 * @param base64 whether embeddings are to be base64
 * @param tool tool to call, or {@code null} for a text
 * @param behavior behaviour chosen by the test, or {@code null} if the model name decides
 */
record AnswerKey(MockSurface surface, String model, boolean stream, MockUsage usage, int reasoning, boolean base64,
		@Nullable String tool, @Nullable MockBehavior behavior) {

	static AnswerKey of(MockSurface surface, RequestScan scan, @Nullable MockBehavior behavior) {
		String model = scan.model();
		return new AnswerKey(surface, (model == null) ? "mock" : model, scan.stream(), usage(surface, scan), 0,
				scan.base64(), scan.tool(), behavior);
	}

	private static MockUsage usage(MockSurface surface, RequestScan scan) {
		boolean onDemand = surface == MockSurface.CHAT || surface == MockSurface.COMPLETIONS;
		return (onDemand && scan.stream() && !scan.usage()) ? MockUsage.MISSING : MockUsage.EXACT;
	}

	/**
	 * The same with another usage, unless none was asked for, and with reasoning.
	 */
	AnswerKey saying(MockUsage usage, int reasoning) {
		MockUsage said = (this.usage == MockUsage.MISSING && usage != MockUsage.RUNNING) ? this.usage : usage;
		return new AnswerKey(this.surface, this.model, this.stream, said, reasoning, this.base64, this.tool,
				this.behavior);
	}

	String thought(int index) {
		return MockText.word(1000, index);
	}

	String modelJson() {
		return MockText.quote(this.model);
	}

	/**
	 * The arguments of the tool call as fragments of a JSON object.
	 * @param text the words of the answer
	 * @param index place of the word
	 * @param count number of words
	 * @return one fragment
	 */
	static String argument(String text, int index, int count) {
		String quoted = MockText.quote(text);
		String inner = quoted.substring(1, quoted.length() - 1);
		return ((index == 0) ? "{\"text\":\"" : "") + inner + ((index == count - 1) ? "\"}" : "");
	}

	static String arguments(String text) {
		return "{\"text\":" + MockText.quote(text) + "}";
	}

}
