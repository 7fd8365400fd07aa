package org.llmgateway.suite;

/**
 * The gateway of the failover suites: three endpoints for each dialect, all of them the
 * mock, none of them ever out, and retries without end or wait.
 */
final class FailoverSpec {

	private FailoverSpec() {
	}

	static GatewaySpec of(Door door) {
		GatewaySpec spec = GatewaySpec.of(door)
			.with(EndingLog.Setup.class)
			.with("llm.gateway.failover.attempts", "3")
			.with("llm.gateway.failover.backoff", "1ms")
			.with("llm.gateway.failover.max-backoff", "1ms")
			.with("llm.gateway.failover.budget", "10")
			.with("llm.gateway.failover.min-retries", "100000")
			.with("llm.gateway.balancing.ejection.failures", "0")
			.with("llm.gateway.balancing.slow-start", "0")
			.with("llm.gateway.stream.heartbeat", "0");
		for (String time : new String[] { "first-token", "idle", "total", "write-stall" }) {
			spec = spec.with("llm.gateway.stream." + time, "1m");
		}
		for (String dialect : new String[] { "openai", "anthropic" }) {
			for (int i = 1; i <= 2; i++) {
				String name = dialect + i;
				String provider = "llm.gateway.providers." + name;
				spec = spec.with(provider + ".dialect", dialect)
					.with(provider + ".base-url", "${mock}/" + name)
					.with(provider + ".api-keys", "key-of-" + name)
					.with("llm.gateway.pools." + dialect + ".endpoints[" + i + "].provider", name);
			}
		}
		spec = model(model(spec, 3, "first", "first-token"), 5, "idle", "idle");
		return model(model(spec, 7, "quick", "first-token"), 7, "quick", "idle");
	}

	private static GatewaySpec model(GatewaySpec spec, int index, String name, String time) {
		GatewaySpec more = spec;
		for (int i = 0; i < 2; i++) {
			String model = "llm.gateway.models[" + (index + i) + "].";
			more = more.with(model + "match", name + ((i == 0) ? "-gpt" : "-claude"))
				.with(model + "pools", (i == 0) ? "openai" : "anthropic")
				.with(model + "stream." + time, "300ms");
		}
		return more;
	}

}
