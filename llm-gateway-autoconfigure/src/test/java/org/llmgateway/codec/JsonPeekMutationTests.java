package org.llmgateway.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares {@link JsonPeek} with Jackson on documents that were damaged at random, always
 * in the same way.
 */
class JsonPeekMutationTests {

	private static final int ROUNDS = 400;

	private static final byte[] PIECES = "{}[]\",:\\/ubn0123456789eE+-.tfn \n\t\u0000x"
		.getBytes(StandardCharsets.US_ASCII);

	private static final List<String> ONLY_OURS = List.of("range of a double", "a second member", "byte order mark",
			"must be a JSON object");

	private static final JsonFactory JACKSON = new JsonFactory();

	private static final JsonPeek PEEK = JsonPeek.watching("model", "a").countingText();

	@Test
	void whenDocumentIsDamagedThenAgreesWithJackson() {
		Random random = new Random(20260117);
		int valid = 0;
		for (byte[] seed : JsonDocuments.all()) {
			for (int round = 0; round < ROUNDS; round++) {
				byte[] document = mutate(seed, random);
				ByteBuf buffer = JsonDocuments.direct(document);
				JsonOutline outline = PEEK.scan(buffer);
				Reference reference = Reference.of(document);
				JsonError error = outline.error();
				if (error == null) {
					valid++;
					assertThat(reference.valid()).as(() -> hex(document)).isTrue();
					assertThat(outline.string(buffer, 0)).as(() -> hex(document)).isEqualTo(reference.model());
				}
				else if (ONLY_OURS.stream().noneMatch(error.reason()::contains)) {
					assertThat(reference.valid()).as(() -> error + " " + hex(document)).isFalse();
				}
				buffer.release();
			}
		}
		assertThat(valid).isGreaterThan(1_000);
	}

	private static byte[] mutate(byte[] seed, Random random) {
		byte[] document = seed;
		for (int changes = random.nextInt(3); changes >= 0; changes--) {
			int at = random.nextInt(document.length + 1);
			byte piece = (random.nextInt(8) == 0) ? (byte) random.nextInt(256) : PIECES[random.nextInt(PIECES.length)];
			switch (random.nextInt(3)) {
				case 0 -> {
					byte[] longer = Arrays.copyOf(document, document.length + 1);
					System.arraycopy(document, at, longer, at + 1, document.length - at);
					longer[at] = piece;
					document = longer;
				}
				case 1 -> {
					document = document.clone();
					if (at < document.length) {
						document[at] = piece;
					}
				}
				default -> {
					byte[] shorter = Arrays.copyOf(document, Math.max(document.length - 1, 0));
					if (at < document.length) {
						System.arraycopy(document, at + 1, shorter, at, document.length - at - 1);
					}
					document = shorter;
				}
			}
		}
		return document;
	}

	private static String hex(byte[] document) {
		return new String(document, StandardCharsets.ISO_8859_1) + " = " + HexFormat.of().formatHex(document);
	}

	/**
	 * What Jackson says, given what the strict decoder of the JDK lets through.
	 */
	private record Reference(boolean valid, String model) {

		static Reference of(byte[] document) {
			try {
				String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(document)).toString();
				return parse(text);
			}
			catch (CharacterCodingException | JacksonException ex) {
				return new Reference(false, null);
			}
		}

		private static Reference parse(String text) {
			String model = null;
			int depth = 0;
			int roots = 0;
			try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
				for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
					roots += (depth == 0) ? 1 : 0;
					depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
					String value = (token == JsonToken.VALUE_STRING) ? parser.getString() : null;
					if (depth == 1 && value != null && "model".equals(parser.currentName())) {
						model = value;
					}
				}
			}
			return new Reference(roots == 1, model);
		}

	}

}
