package org.llmgateway.exchange;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * What the request line and the headers say.
 *
 * @param method the HTTP method
 * @param path the raw path of the surface, which begins with {@code /v1}
 * @param query the raw query
 * @param headers the headers as the team's own filters left them, read only
 */
public record RequestHead(String method, String path, @Nullable String query, HttpHeaders headers) {

}
