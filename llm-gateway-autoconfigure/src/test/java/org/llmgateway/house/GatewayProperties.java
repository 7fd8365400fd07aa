package org.llmgateway.house;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

import org.llmgateway.exchange.LlmExchange;

/**
 * All properties, as the configuration processor wrote them down: those of the
 * configuration records, and for each list or map of records those of the records.
 */
final class GatewayProperties {

	private static final ObjectMapper JSON = new ObjectMapper();

	private GatewayProperties() {
	}

	/**
	 * Reads all properties.
	 * @return sorted by group and name
	 */
	static List<GatewayProperty> all() {
		List<GatewayProperty> properties = new ArrayList<>();
		read(metadata(), "", properties);
		properties.sort(Comparator.comparing(GatewayProperty::group).thenComparing(GatewayProperty::name));
		return properties;
	}

	/** There is one such file in each library: ours is beside our classes. */
	private static JsonNode metadata() {
		try {
			String ours = LlmExchange.class.getProtectionDomain().getCodeSource().getLocation().toString();
			for (URL url : Collections.list(GatewayProperties.class.getClassLoader()
				.getResources("META-INF/spring-configuration-metadata.json"))) {
				if (url.toString().startsWith(ours)) {
					return read(url.openStream());
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		throw new IllegalStateException("The configuration processor has written nothing");
	}

	private static void read(JsonNode metadata, String prefix, List<GatewayProperty> properties) {
		for (JsonNode property : metadata.get("properties")) {
			String name = prefix + property.get("name").asString();
			String type = property.path("type").asString("");
			String element = element(type);
			if (element == null) {
				properties.add(new GatewayProperty(name, type, value(property.get("defaultValue")),
						property.path("description").asString("")));
			}
			else {
				read(source(element), name + (type.startsWith("java.util.Map") ? ".<name>." : "[i]."), properties);
			}
		}
	}

	/**
	 * The record that a list or map holds.
	 */
	private static @Nullable String element(String type) {
		int begin = Math.max(type.lastIndexOf(','), type.lastIndexOf('<'));
		String element = (begin != -1) ? type.substring(begin + 1, type.length() - 1) : "";
		try {
			return element.startsWith("org.llmgateway.") && Class.forName(element).isRecord() ? element : null;
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static JsonNode source(String type) {
		InputStream source = GatewayProperties.class
			.getResourceAsStream("/META-INF/spring/configuration-metadata/" + type + ".json");
		if (source == null) {
			throw new IllegalStateException(type + " needs @ConfigurationPropertiesSource to be documented");
		}
		return read(source);
	}

	private static JsonNode read(InputStream stream) {
		try (stream) {
			return JSON.readTree(stream);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String value(@Nullable JsonNode value) {
		if (value == null) {
			return "";
		}
		if (!value.isArray()) {
			return value.asString();
		}
		List<String> values = new ArrayList<>();
		value.forEach((item) -> values.add(item.asString()));
		return String.join(", ", values);
	}

}
