package org.llmgateway.upstream;

import java.util.concurrent.TimeUnit;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the choice of a provider's headers costs, of the 25 that a large provider sends.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnswerHeadersBenchmark {

	private static final String[] FIELDS = { "date", "Wed, 25 Nov 2026 10:00:00 GMT", "content-type",
			"text/event-stream; charset=utf-8", "transfer-encoding", "chunked", "connection", "keep-alive",
			"access-control-expose-headers", "X-Request-ID", "openai-organization", "org-of-the-provider",
			"openai-processing-ms", "212", "openai-project", "proj_of_the_provider", "openai-version", "2020-10-01",
			"x-envoy-upstream-service-time", "214", "x-ratelimit-limit-requests", "10000", "x-ratelimit-limit-tokens",
			"30000000", "x-ratelimit-remaining-requests", "9999", "x-ratelimit-remaining-tokens", "29999967",
			"x-ratelimit-reset-requests", "6ms", "x-ratelimit-reset-tokens", "0s", "x-request-id",
			"req_0123456789abcdef0123456789abcdef", "strict-transport-security",
			"max-age=31536000; includeSubDomains; preload", "cf-cache-status", "DYNAMIC", "set-cookie",
			"__cf_bm=0123456789; path=/; HttpOnly; Secure; SameSite=None", "set-cookie",
			"_cfuvid=0123456789; path=/; HttpOnly; Secure; SameSite=None", "x-content-type-options", "nosniff",
			"server", "cloudflare", "cf-ray", "9a1b2c3d4e5f6071-FRA", "alt-svc", "h3=\":443\"; ma=86400" };

	private final HttpHeaders provider = provider();

	private static HttpHeaders provider() {
		HttpHeaders headers = new DefaultHttpHeaders();
		for (int i = 0; i < FIELDS.length; i += 2) {
			// As Netty's decoder gives them: the name in bytes, the value as a string.
			headers.add(new AsciiString(FIELDS[i]), FIELDS[i + 1]);
		}
		return headers;
	}

	@Benchmark
	public HttpHeaders ofALargeProvider() {
		return AnswerHeaders.of(this.provider);
	}

}
