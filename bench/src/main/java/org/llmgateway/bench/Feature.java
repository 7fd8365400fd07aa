package org.llmgateway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a stream can be given, and by which property it is switched on and off: one line
 * for each. A model has its own {@code stream} properties; other features hold for an
 * application.
 */
enum Feature {

	HEARTBEAT("heartbeat", true, "stream.heartbeat", "15s", "0"),

	FIRST_TOKEN("first-token", true, "stream.first-token", "5m", "0"),

	IDLE("idle", true, "stream.idle", "2m", "0"),

	TOTAL("total", true, "stream.total", "30m", "0"),

	WRITE_STALL("write-stall", true, "stream.write-stall", "30s", "0"),

	BUFFER("buffer", false, "stream.buffer.per-stream", "1MB", "0"),

	FAILOVER("failover", false, "failover.attempts", "3", "1"),

	USAGE("usage", false, "usage.include", "always", "never"),

	USAGE_LOG("usage-log", false, "usage.log.path", "${bench.out}/usage.log", null),

	/** The stages of the rooms header and limit, and what they go by. */
	PROTECTION("protection", false, "limit.memory.enabled", "true", "false") {

		@Override
		void set(List<String> arguments, int model, boolean on) {
			if (on) {
				arguments.add("--llm.gateway.headers.preset=standard");
				arguments.add("--llm.gateway.limit.concurrency.mode=adaptive");
				// What is measured is the way past the limit and not the wait for it.
				arguments.add("--llm.gateway.limit.concurrency.initial=1000");
			}
			else {
				arguments.addAll(GatewayArguments.NO_LIMITS);
			}
			arguments.add("--bench.protection=" + on);
		}

	};

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private static final String PREFIX = "llm.gateway.";

	private final String label;

	private final boolean perModel;

	private final String property;

	private final String on;

	private final @Nullable String off;

	Feature(String label, boolean perModel, String property, String on, @Nullable String off) {
		this.label = label;
		this.perModel = perModel;
		this.property = property;
		this.on = on;
		this.off = off;
	}

	/**
	 * The features that the gateway on the class path has.
	 * @return the features, in the order of their declaration
	 * @throws IOException if the properties of the gateway cannot be read
	 */
	static List<Feature> present() throws IOException {
		StringBuilder properties = new StringBuilder();
		for (URL url : Collections.list(Feature.class.getClassLoader().getResources(METADATA))) {
			try (InputStream in = url.openStream()) {
				properties.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
			}
		}
		List<Feature> present = new ArrayList<>(Arrays.asList(values()));
		present.removeIf((feature) -> properties.indexOf('"' + PREFIX + feature.property + '"') < 0);
		return present;
	}

	/**
	 * Reads a name as on the command line.
	 * @param label the name
	 * @return the feature
	 */
	static Feature of(String label) {
		for (Feature feature : values()) {
			if (feature.label.equals(label)) {
				return feature;
			}
		}
		throw new IllegalArgumentException("'" + label + "' is none of " + Arrays.toString(values()));
	}

	boolean isPerModel() {
		return this.perModel;
	}

	/**
	 * Switches it.
	 * @param arguments where the argument of the command line is put
	 * @param model the place of the model in the list; read only if it holds for a model
	 * @param on whether it is on
	 */
	void set(List<String> arguments, int model, boolean on) {
		String value = on ? this.on : this.off;
		if (value != null) {
			arguments
				.add("--" + PREFIX + (this.perModel ? "models[" + model + "]." : "") + this.property + "=" + value);
		}
	}

	@Override
	public String toString() {
		return this.label;
	}

}
