package org.llmgateway.house;

import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of all properties.
 */
class PropertiesPageTests {

	@Test
	void whenAPropertyIsAddedThenItHasTypeAndDescription() {
		assertThat(GatewayProperties.all()).hasSizeGreaterThan(30).allSatisfy((property) -> {
			assertThat(property.name()).matches("(llm\\.gateway|management\\.(endpoint|health)\\.llm[a-z]+)\\..+");
			assertThat(property.type()).as("type of %s", property.name()).isNotEmpty();
			assertThat(property.description()).as("description of %s", property.name()).isNotBlank();
		});
	}

	@Test
	void whenAnyPropertyChangesThenThePageIsStale() {
		StringBuilder page = new StringBuilder(
				"""
						# Properties

						All properties of the gateway, as its configuration processor lists them. This page is generated:
						`mvn -pl llm-gateway-autoconfigure -am test -Dtest=PropertiesPageTests -DupdateSnapshots` rewrites it.

						`<name>` is a name of yours (`[a-z0-9-]+`), `[i]` a place in a list. A size is a number with `KB` or `MB`
						(1024 bytes, 1024 x 1024 bytes), a duration a number with `ms`, `s` or `m`.
						""");
		List<GatewayProperty> all = GatewayProperties.all();
		String group = "";
		for (GatewayProperty property : all) {
			if (!group.equals(property.group())) {
				group = property.group();
				page.append("\n## `")
					.append(group)
					.append("`\n\n| Property | Type | Default | Meaning |\n|---|---|---|---|\n");
			}
			page.append(property.row());
		}
		Snapshot.matches(Path.of("../docs/properties.md"), page.toString());
	}

	@Test
	void whenAKeyIsComparedThenOnlyPropertiesThatExistAreSetByIt() {
		List<GatewayProperty> all = GatewayProperties.all();
		assertThat(List.of("llm.gateway.door", "llm.gateway.protocols", "llm.gateway.protocols[1]",
				"llm.gateway.providers.a-1.base-url", "llm.gateway.providers.a.headers.x-any",
				"llm.gateway.models[3].match[0]"))
			.allMatch((key) -> all.stream().anyMatch((property) -> property.isSetBy(key)));
		assertThat(List.of("llm.gateway.doors", "llm.gateway.providers.a.url", "llm.gateway.models.match",
				"llm.gateway.door[0]"))
			.noneMatch((key) -> all.stream().anyMatch((property) -> property.isSetBy(key)));
	}

}
