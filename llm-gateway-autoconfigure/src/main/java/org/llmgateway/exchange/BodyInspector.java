package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * What the inspection room offers: one look at a body.
 */
public interface BodyInspector {

	/**
	 * Looks at a body; does not move its indexes and keeps no reference to it.
	 * @param body the whole body
	 * @param operation what the path asks for
	 * @param dialect the dialect of the path
	 * @return what the body says
	 * @throws GatewayException if the body is not what the operation takes
	 */
	LlmRequest inspect(ByteBuf body, Operation operation, Dialect dialect);

	/**
	 * Says by the headers alone why a body is refused.
	 * @param headers the request's headers
	 * @return the error, or {@code null} where the body may be read
	 */
	@Nullable GatewayException refusal(HttpHeaders headers);

	/**
	 * The largest body that is read.
	 * @return a size in bytes
	 */
	int maxBodySize();

}
