package org.llmgateway.team.tenlines;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class TenLineApplication {

	public static void main(String[] args) {
		SpringApplication.run(TenLineApplication.class, args);
	}

}
