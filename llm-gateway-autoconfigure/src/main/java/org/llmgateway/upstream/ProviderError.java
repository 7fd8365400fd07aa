package org.llmgateway.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

import org.llmgateway.codec.JsonKind;
import org.llmgateway.codec.JsonOutline;
import org.llmgateway.codec.JsonPeek;
import org.llmgateway.codec.SseEvent;
import org.llmgateway.codec.SseListener;
import org.llmgateway.codec.SseParser;
import org.llmgateway.exchange.LlmChunk;

/**
 * Finds what a provider calls the error that it tells of in a stream.
 */
final class ProviderError implements SseListener {

	private static final int MAX_LENGTH = 64;

	private static final JsonPeek EVENT = JsonPeek.watching("error", "response", "code");

	private static final JsonPeek ERROR = JsonPeek.watching("type", "code");

	private @Nullable String type;

	private ProviderError() {
	}

	/**
	 * The type of the first error.
	 * @param chunks the stream's beginning; only read
	 * @return the provider's word, such as {@code overloaded_error}, or {@code null}
	 * where there is none that could be shown
	 */
	static @Nullable String type(Iterable<LlmChunk> chunks) {
		ProviderError finder = new ProviderError();
		SseParser parser = new SseParser();
		for (LlmChunk chunk : chunks) {
			parser.feed(chunk.data(), finder);
		}
		parser.end(finder);
		return finder.type;
	}

	@Override
	public void onEvent(SseEvent event) {
		if (this.type == null) {
			ByteBuf data = Unpooled.wrappedBuffer(event.dataArray(), event.dataStart(), event.dataLength());
			this.type = typeIn(data);
		}
	}

	private static @Nullable String typeIn(ByteBuf data) {
		JsonOutline outline = EVENT.scan(data);
		if (outline.error() != null) {
			return null;
		}
		if (outline.kind(0) == JsonKind.OBJECT) {
			return typeOf(data, outline, 0);
		}
		if (outline.kind(1) == JsonKind.OBJECT) {
			return typeIn(data.slice(outline.start(1), outline.end(1) - outline.start(1)));
		}
		return shown(outline.string(data, 2));
	}

	private static @Nullable String typeOf(ByteBuf data, JsonOutline outline, int member) {
		ByteBuf error = data.slice(outline.start(member), outline.end(member) - outline.start(member));
		JsonOutline inner = ERROR.scan(error);
		String type = shown(inner.string(error, 0));
		return (type != null) ? type : shown(inner.string(error, 1));
	}

	/** Words only: messages of providers may repeat the prompt. */
	private static @Nullable String shown(@Nullable String word) {
		if (word == null || word.isEmpty() || word.length() > MAX_LENGTH) {
			return null;
		}
		for (int i = 0; i < word.length(); i++) {
			char c = word.charAt(i);
			boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
					|| c == '-' || c == '.';
			if (!plain) {
				return null;
			}
		}
		return word;
	}

}
