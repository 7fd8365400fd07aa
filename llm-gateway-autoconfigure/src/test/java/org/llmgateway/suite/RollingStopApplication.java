package org.llmgateway.suite;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * A gateway in a process of its own, which says on standard output where it listens.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class RollingStopApplication {

	static final String PORT = "listening on ";

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(RollingStopApplication.class);
		application.addListeners((ApplicationListener<WebServerInitializedEvent>) (event) -> System.out
			.println(PORT + event.getWebServer().getPort()));
		application.run(args);
	}

}
