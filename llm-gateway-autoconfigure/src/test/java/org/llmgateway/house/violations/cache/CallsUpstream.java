package org.llmgateway.house.violations.cache;

import reactor.netty.http.client.HttpClient;

/** Knows Reactor Netty. */
final class CallsUpstream {

	Class<?> client() {
		return HttpClient.class;
	}

}
