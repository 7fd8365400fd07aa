package org.llmgateway.docs;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * Makes the code of the pages beans.
 */
public final class DocumentedCode {

	private DocumentedCode() {
	}

	/**
	 * The stages.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import({ InputBound.class, ContentCounter.class })
	public static class Stages {

	}

	/**
	 * The routes.
	 */
	@Configuration(proxyBeanMethods = false)
	@Import(JavaRoutes.class)
	public static class Routes {

	}

}
