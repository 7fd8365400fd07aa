package org.llmgateway.bench;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;

import static org.assertj.core.api.Assertions.assertThat;

class GatewayArgumentsTests {

	@Test
	void whenAllProtocolsAreMeasuredThenOursServesThemInThreeGroups() {
		List<String> args = arguments(EnumSet.allOf(Protocol.class)).ours("direct");
		List<String[]> groups = ServerMain.groups(args.toArray(String[]::new));
		assertThat(args.get(0)).isEqualTo("ours");
		assertThat(groups).hasSize(3);
		assertThat(groups.get(0)).contains("--llm.gateway.protocols=h1", "--llm.gateway.door=direct")
			.doesNotContain("--server.ssl.bundle=bench");
		assertThat(groups.get(1)).contains("--llm.gateway.protocols=h2c");
		assertThat(groups.get(2)).contains("--llm.gateway.protocols=h2,h3", "--server.ssl.bundle=bench");
	}

	@Test
	void whenOnlyHttp3IsMeasuredThenStockServesHttp2() {
		GatewayArguments arguments = arguments(EnumSet.of(Protocol.H3));
		assertThat(arguments.stockProtocols()).containsExactly(List.of(Protocol.H2));
		assertThat(arguments.ourProtocols()).containsExactly(List.of(Protocol.H3));
		assertThat(arguments.stock()).contains("--server.http2.enabled=true", "--server.ssl.bundle=bench");
	}

	@Test
	void whenHttp1IsMeasuredThenStockHasItsRouteAndNothingElse() {
		assertThat(arguments(EnumSet.of(Protocol.H1)).stock()).containsExactly("stock", "--server.address=127.0.0.1",
				"--server.port=0", "--spring.cloud.gateway.server.webflux.routes[0].id=all",
				"--spring.cloud.gateway.server.webflux.routes[0].uri=http://127.0.0.1:7",
				"--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**");
	}

	private static GatewayArguments arguments(Set<Protocol> protocols) {
		Settings settings = new Settings(protocols, EnumSet.allOf(Workload.class), Set.of(), 1, 1, 1, 0, 0, false,
				false, "none", Path.of("target"));
		return new GatewayArguments(settings, 7, Path.of("tls"));
	}

}
