package org.llmgateway.house;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.OrderUtils;
import org.springframework.web.server.WebFilter;

import org.llmgateway.exchange.LlmStage;

/**
 * What stands on a request's way, in order: stages, web filters and global filters.
 */
class FloorPlanTests {

	@Test
	void whenTheApplicationStartsThenEverythingStandsWhereThePlanSays() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.run("--server.port=0", "--server.address=127.0.0.1")) {
			String plan = plan(context, WebFilter.class, "Web filters, the door among them")
					+ plan(context, LlmStage.class, "Stages behind the door (ROUTING is the door's own)")
					+ plan(context, GlobalFilter.class, "Global filters behind the gateway door");
			Snapshot.matches(Path.of("src/test/resources/floor-plan.txt"), plan);
			Snapshot.matchesPart(Path.of("../docs/doors.md"), "floor plan", "```text\n" + plan.strip() + "\n```\n");
		}
	}

	private static String plan(ConfigurableApplicationContext context, Class<?> kind, String title) {
		List<?> all = context.getBeanProvider(kind).orderedStream().toList();
		return title + "\n" + all.stream().map(FloorPlanTests::line).collect(Collectors.joining("", "", "\n"));
	}

	private static String line(Object bean) {
		Integer order = (bean instanceof Ordered ordered) ? Integer.valueOf(ordered.getOrder())
				: OrderUtils.getOrder(bean.getClass());
		return String.format(Locale.ROOT, "%14s  %s\n", (order != null) ? order : "-", bean.getClass().getName());
	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Application {

	}

}
