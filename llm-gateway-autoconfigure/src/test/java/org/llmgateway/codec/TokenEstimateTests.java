package org.llmgateway.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.llmgateway.llm.Dialect;
import tools.jackson.core.io.JsonStringEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Holds {@link TokenEstimate} to what tokenizers say, for prompts and for answers.
 */
class TokenEstimateTests {

	private static final JsonPeek PEEK = JsonPeek.watching("a").countingText();

	@ParameterizedTest
	@CsvSource({ "prose-1,15", "prose-2,15", "code-1,25", "code-2,25", "code-3,25", "chinese-1,30", "chinese-2,30" })
	void whenTextIsEstimatedThenIsCloseToWhatTokenizersSay(String name, double percent) {
		String text = text(name);
		check(text, EncodingType.O200K_BASE, "gpt-4o-mini", percent);
		check(text, EncodingType.CL100K_BASE, "gpt-4-turbo", percent);
	}

	private static void check(String text, EncodingType type, String model, double percent) {
		Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
		long tokens = encoding.countTokensOrdinary(text);
		assertThat(tokens).isGreaterThan(200);
		assertThat(TokenEstimate.of(asPrompt(text), false, model)).as("prompt for " + model)
			.isCloseTo(tokens, Percentage.withPercentage(percent));
		assertThat(TokenEstimate.of(asAnswer(text), false, model)).as("answer of " + model)
			.isCloseTo(tokens, Percentage.withPercentage(percent));
	}

	private static TextCount asPrompt(String text) {
		ByteBuf body = Unpooled.copiedBuffer("{\"a\":\"" + quoted(text) + "\"}", StandardCharsets.UTF_8);
		return PEEK.scan(body).text();
	}

	/**
	 * An answer in events of seven characters.
	 */
	private static TextCount asAnswer(String text) {
		ChunkFacts facts = new ChunkFacts(Dialect.OPENAI);
		SseParser parser = new SseParser();
		for (int i = 0; i < text.length(); i += 7) {
			String part = quoted(text.substring(i, Math.min(i + 7, text.length())));
			ByteBuf event = Unpooled.copiedBuffer(
					"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + part + "\"}}]}\n\n",
					StandardCharsets.UTF_8);
			parser.feed(event, facts::of);
		}
		return facts.tally().text();
	}

	private static String quoted(String text) {
		return new String(JsonStringEncoder.getInstance().quoteAsCharArray(text));
	}

	@ParameterizedTest
	@CsvSource({ "gpt-4o,O200K", "openai/gpt-4.1-mini,O200K", "ft:gpt-4o:acme,O200K", "o3-mini,O200K", "gpt-5,O200K",
			"gpt-4,CL100K", "gpt-4-32k,CL100K", "gpt-3.5-turbo,CL100K", "text-embedding-3-small,CL100K",
			"claude-sonnet-4-5,OTHER", "gemini-2.5-pro,OTHER" })
	void whenModelIsNamedThenItsFamilyDecides(String model, String vocabulary) {
		assertThat(Vocabulary.of(model)).hasToString(vocabulary);
	}

	private static String text(String name) {
		try (InputStream in = TokenEstimateTests.class.getResourceAsStream("/texts/" + name + ".txt")) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
