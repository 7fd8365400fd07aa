package org.llmgateway.header;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a request, as far as the policy asks for them.
 */
interface RequestHeaders {

	/**
	 * The values of a header.
	 * @param name its name, in any case
	 * @return all values, or {@code null} where there is none
	 */
	@Nullable List<String> values(String name);

	/**
	 * The names of all headers.
	 * @return the names, in any case
	 */
	Set<String> names();

}
