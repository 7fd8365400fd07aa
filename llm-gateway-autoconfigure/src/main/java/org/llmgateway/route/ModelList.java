package org.llmgateway.route;

import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

import org.llmgateway.exchange.LlmAnswer;
import org.llmgateway.llm.Dialect;

/**
 * The answer to {@code GET /v1/models}: the models that are configured by a literal name.
 */
final class ModelList {

	private static final String CREATED = "2024-01-01T00:00:00Z";

	private final byte[] openAi;

	private final byte[] anthropic;

	ModelList(Collection<String> names) {
		this.openAi = openAi(names).getBytes(StandardCharsets.UTF_8);
		this.anthropic = anthropic(names).getBytes(StandardCharsets.UTF_8);
	}

	LlmAnswer answer(Dialect dialect) {
		HttpHeaders headers = new HttpHeaders();
		headers.setContentType(MediaType.APPLICATION_JSON);
		return LlmAnswer.whole(200, headers,
				Unpooled.wrappedBuffer((dialect == Dialect.ANTHROPIC) ? this.anthropic : this.openAi));
	}

	private static String openAi(Collection<String> names) {
		StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
		String separator = "";
		for (String name : names) {
			json.append(separator).append("{\"id\":\"");
			quote(json, name);
			json.append("\",\"object\":\"model\",\"created\":1704067200,\"owned_by\":\"llm-gateway\"}");
			separator = ",";
		}
		return json.append("]}").toString();
	}

	private static String anthropic(Collection<String> names) {
		StringBuilder json = new StringBuilder("{\"data\":[");
		String separator = "";
		for (String name : names) {
			json.append(separator).append("{\"type\":\"model\",\"id\":\"");
			quote(json, name);
			json.append("\",\"display_name\":\"");
			quote(json, name);
			json.append("\",\"created_at\":\"" + CREATED + "\"}");
			separator = ",";
		}
		json.append("],\"has_more\":false,\"first_id\":");
		nameOrNull(json, names.stream().findFirst().orElse(null));
		json.append(",\"last_id\":");
		nameOrNull(json, names.stream().reduce((first, second) -> second).orElse(null));
		return json.append('}').toString();
	}

	private static void nameOrNull(StringBuilder json, @Nullable String name) {
		if (name == null) {
			json.append("null");
			return;
		}
		json.append('"');
		quote(json, name);
		json.append('"');
	}

	private static void quote(StringBuilder json, String name) {
		JsonStringEncoder.getInstance().quoteAsString(name, json);
	}

}
