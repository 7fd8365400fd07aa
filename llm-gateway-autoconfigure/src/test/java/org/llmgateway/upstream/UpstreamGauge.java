package org.llmgateway.upstream;

import org.springframework.context.ApplicationContext;

/**
 * Lets suites see how many requests to providers have not ended.
 */
public final class UpstreamGauge {

	private UpstreamGauge() {
	}

	/**
	 * Requests in flight.
	 * @param context a running gateway
	 * @return their number now
	 */
	public static int inFlight(ApplicationContext context) {
		return context.getBean(ProviderTransport.class).inFlight();
	}

}
