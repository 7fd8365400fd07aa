package org.llmgateway.upstream;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLException;

import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

import org.llmgateway.exchange.GatewayException;
import org.llmgateway.exchange.LlmChunk;
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

	/**
	 * The error of an answer that is none.
	 * @param provider the provider's name
	 * @param what what it did, as the rest of a sentence
	 * @return the error for the caller
	 */
	static GatewayException broken(String provider, String what) {
		return new GatewayException(GatewayError.UPSTREAM_BROKEN, "The provider '" + provider + "' " + what);
	}

	/**
	 * The error of a stream that begins with one.
	 * @param provider the provider's name
	 * @param chunks what has come; only read
	 * @return the error for the caller
	 */
	static GatewayException told(String provider, Iterable<LlmChunk> chunks) {
		String type = ProviderError.type(chunks);
		return new GatewayException(GatewayError.UPSTREAM_FAILED,
				"The provider '" + provider + "' told of an error" + ((type != null) ? ": " + type : ""));
	}

	/**
	 * The error of a clock that has run out.
	 * @param provider the provider's name
	 * @param error which clock
	 * @param limit how long it ran, in nanoseconds
	 * @return the error for the caller
	 */
	static GatewayException timeout(String provider, GatewayError error, long limit) {
		String millis = TimeUnit.NANOSECONDS.toMillis(limit) + " ms";
		return new GatewayException(error, "The provider '" + provider + "' " + switch (error) {
			case FIRST_TOKEN_TIMEOUT -> "sent no content within " + millis;
			case IDLE_TIMEOUT -> "was silent for " + millis;
			default -> "did not answer in time";
		});
	}

	private static boolean isConnect(Throwable cause) {
		return cause instanceof ConnectException || cause instanceof UnknownHostException
				|| cause instanceof NoRouteToHostException || cause instanceof SSLException;
	}

}
