package org.llmgateway.upstream;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.llm.GatewayError;

/**
 * Turns what the client throws into the gateway's errors.
 */
final class UpstreamFailure {

	private UpstreamFailure() {
	}

	/**
	 * The error of a request whose answer has not begun.
	 * @param request the request
	 * @param cause what the client threw; it goes to the log only
	 * @return the error for the caller
	 */
	static GatewayException beforeAnswer(UpstreamRequest request, Throwable cause) {
		if (cause instanceof GatewayException known) {
			return known;
		}
		String provider = "'" + request.provider().name() + "'";
		if (cause instanceof PoolAcquireTimeoutException) {
			return new GatewayException(GatewayError.UPSTREAM_BUSY,
					"No connection to the provider " + provider + " became free in time", null, cause);
		}
		if (isConnect(cause)) {
			return new GatewayException(GatewayError.UPSTREAM_REFUSED,
					"No connection to the provider " + provider + " could be made", null, cause);
		}
		if (cause instanceof TimeoutException) {
			return new GatewayException(GatewayError.UPSTREAM_TIMEOUT,
					"The provider " + provider + " did not answer in time", null, cause);
		}
		return new GatewayException(GatewayError.UPSTREAM_BROKEN,
				"The provider " + provider + " broke off before it answered", null, cause);
	}

	/**
	 * The error of a request whose answer has begun.
	 * @param provider the provider's name
	 * @param cause what the client threw; it goes to the log only
	 * @return the error for the caller
	 */
	static GatewayException inAnswer(String provider, Throwable cause) {
		return new GatewayException(GatewayError.UPSTREAM_CUT,
				"The provider '" + provider + "' broke off in the middle of its answer", null, cause);
	}

	private static boolean isConnect(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof NoRouteToHostException || cause instanceof SSLException;
	}

}
