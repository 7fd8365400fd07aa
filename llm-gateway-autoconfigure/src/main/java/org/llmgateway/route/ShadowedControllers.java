package org.llmgateway.route;

import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.reactive.result.method.RequestMappingInfo;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;
import org.springframework.web.util.pattern.PathPattern;

import org.llmgateway.exchange.PassThrough;
import org.llmgateway.exchange.Surface;

/**
 * Warns at start of controllers that are never called, because their path is one that the
 * door in use answers itself. At the gateway door controllers come before routes, so only
 * what is passed through shadows them.
 *
 * <p>
 * A pattern that does not itself begin as the gateway's path does, such as {@code /**},
 * is not warned of: it is meant for what nobody else serves.
 */
final class ShadowedControllers implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(ShadowedControllers.class);

	private final ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

	private final DoorSelection selection;

	private final List<PassThrough> passThroughs;

	ShadowedControllers(ObjectProvider<RequestMappingInfoHandlerMapping> mappings, DoorSelection selection,
			List<PassThrough> passThroughs) {
		this.selection = selection;
		this.mappings = mappings;
		this.passThroughs = passThroughs;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.mappings.forEach((mapping) -> mapping.getHandlerMethods().forEach(this::check));
	}

	private void check(RequestMappingInfo info, HandlerMethod method) {
		Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
		for (PathPattern pattern : info.getPatternsCondition().getPatterns()) {
			if (isSurface(pattern, methods) || isPassThrough(pattern.getPatternString(), methods)) {
				logger.warn("The controller " + method.getShortLogMessage() + " will not be called at "
						+ pattern.getPatternString() + ": the gateway serves this path. Map it to another path.");
			}
		}
	}

	private boolean isSurface(PathPattern pattern, Set<RequestMethod> methods) {
		String text = pattern.getPatternString();
		if (this.selection.isGateway() || !text.startsWith("/v1/") || methods.equals(Set.of(RequestMethod.OPTIONS))) {
			return false;
		}
		return Surface.of(text) != null
				|| Surface.paths().stream().anyMatch((path) -> pattern.matches(PathContainer.parsePath(path)));
	}

	private boolean isPassThrough(String pattern, Set<RequestMethod> methods) {
		return this.passThroughs.stream()
			.anyMatch((passThrough) -> passThrough.methods()
				.stream()
				.filter((method) -> !method.equals(HttpMethod.OPTIONS.name()))
				.filter((method) -> methods.isEmpty() || methods.contains(RequestMethod.resolve(method)))
				.anyMatch((method) -> passThrough.match(method, pattern) != null));
	}

}
