package org.llmgateway.bench.ours;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * An application with the starter and nothing else; configured on the command line.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class GatewayUnderTest {

	/**
	 * Starts it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(GatewayUnderTest.class, args);
	}

}
