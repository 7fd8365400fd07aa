package org.llmgateway.bench.stock;

import java.util.List;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.annotation.ImportCandidates;

/**
 * Spring Cloud Gateway WebFlux as it comes, without our auto-configurations and without
 * the actuator that our starter brings along: nothing that would make it dearer than a
 * user's plainest gateway.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class StockGateway {

	private static final List<String> NOT_STOCK = List.of("org.llmgateway.", "org.springframework.boot.actuate.",
			"org.springframework.boot.micrometer.", "org.springframework.boot.health.");

	/**
	 * Starts it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		application().run(args);
	}

	/**
	 * The application, not yet started.
	 * @return the application
	 */
	public static SpringApplication application() {
		SpringApplication application = new SpringApplication(StockGateway.class);
		application.setDefaultProperties(Map.of("spring.autoconfigure.exclude", String.join(",", excluded())));
		return application;
	}

	static List<String> excluded() {
		ClassLoader loader = StockGateway.class.getClassLoader();
		return ImportCandidates.load(AutoConfiguration.class, loader)
			.getCandidates()
			.stream()
			.filter((candidate) -> NOT_STOCK.stream().anyMatch(candidate::startsWith))
			.toList();
	}

}
