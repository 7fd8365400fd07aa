package org.llmgateway.route;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.result.method.RequestMappingInfoHandlerMapping;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.ExchangeAutoConfiguration;
import org.llmgateway.exchange.GatewayErrorHandler;
import org.llmgateway.exchange.LlmStageStack;
import org.llmgateway.exchange.PoolCatalog;

/**
 * Sets up the doors and the routing by convention.
 */
@AutoConfiguration(after = ExchangeAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(RouteProperties.class)
public final class RouteAutoConfiguration {

	@Bean
	SurfaceRouting llmSurfaceRouting(RouteProperties properties, PoolCatalog catalog, LlmStageStack stages) {
		String provider = properties.defaultProvider();
		if (provider != null && !catalog.providers().contains(provider)) {
			throw new ConfigurationFault("llm.gateway.default-provider", provider,
					"there is no such provider; configured are " + catalog.providers(), "Name one of these.");
		}
		return new SurfaceRouting(new ModelTable(properties.models(), catalog.pools()), provider,
				stages.afterRouting());
	}

	@Bean
	AnswerWriter llmAnswerWriter(GatewayErrorHandler errors) {
		return new AnswerWriter(errors);
	}

	@Bean
	DoorWebFilter llmDoorWebFilter(RouteProperties properties, ObjectProvider<DoorSelection> selection,
			LlmStageStack stages, SurfaceRouting routing, AnswerWriter writer, PoolCatalog catalog) {
		DoorSelection inUse = inUse(properties, selection);
		return new DoorWebFilter(inUse, new DirectDoor(stages.upTo(routing), writer), new GatewayDoor(stages, writer),
				catalog.passThroughs());
	}

	@Bean
	ShadowedControllers llmShadowedControllers(ObjectProvider<RequestMappingInfoHandlerMapping> mappings,
			RouteProperties properties, ObjectProvider<DoorSelection> selection, PoolCatalog catalog) {
		return new ShadowedControllers(mappings, inUse(properties, selection), catalog.passThroughs());
	}

	private static DoorSelection inUse(RouteProperties properties, ObjectProvider<DoorSelection> selection) {
		return selection.getIfAvailable(() -> onlyDirect(properties.door()));
	}

	private static DoorSelection onlyDirect(DoorMode mode) {
		if (mode == DoorMode.GATEWAY) {
			throw new ConfigurationFault("llm.gateway.door", "gateway", "Spring Cloud Gateway is not on the class path",
					"Add spring-cloud-starter-gateway-server-webflux, or set the property to direct.");
		}
		return () -> false;
	}

}
