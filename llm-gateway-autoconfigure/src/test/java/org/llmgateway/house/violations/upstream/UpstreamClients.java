package org.llmgateway.house.violations.upstream;

import reactor.netty.http.client.HttpClient;

import org.springframework.context.annotation.Bean;

/** Makes its client everybody's. */
final class UpstreamClients {

	@Bean
	HttpClient upstreamClient() {
		return HttpClient.create();
	}

}
