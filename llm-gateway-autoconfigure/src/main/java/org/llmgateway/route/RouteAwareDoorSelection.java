package org.llmgateway.route;

import java.util.List;
import java.util.Locale;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cloud.gateway.config.GatewayProperties;
import org.springframework.cloud.gateway.event.RefreshRoutesResultEvent;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.route.Route;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.context.ApplicationListener;

/**
 * Chooses the door anew at each refresh of the routes. Until the first one it is the
 * gateway door, behind which everything works.
 */
final class RouteAwareDoorSelection implements DoorSelection, ApplicationListener<RefreshRoutesResultEvent> {

	private static final Log logger = LogFactory.getLog(RouteAwareDoorSelection.class);

	private final DoorMode mode;

	private final GatewayProperties properties;

	private final ObjectProvider<GlobalFilter> globalFilters;

	private volatile boolean gateway;

	private @Nullable String logged;

	RouteAwareDoorSelection(DoorMode mode, GatewayProperties properties, ObjectProvider<GlobalFilter> globalFilters) {
		this.mode = mode;
		this.properties = properties;
		this.globalFilters = globalFilters;
		this.gateway = mode != DoorMode.DIRECT;
		if (mode != DoorMode.AUTO) {
			log(mode.name().toLowerCase(Locale.ROOT), "llm.gateway.door");
		}
	}

	@Override
	public boolean isGateway() {
		return this.gateway;
	}

	@Override
	public boolean mayRoute() {
		return this.gateway || this.mode == DoorMode.DIRECT;
	}

	@Override
	public void onApplicationEvent(RefreshRoutesResultEvent event) {
		if (this.mode == DoorMode.AUTO && event.isSuccess() && event.getSource() instanceof RouteLocator locator) {
			locator.getRoutes().collectList().subscribe(this::choose, (error) -> logger.warn("Routes unknown", error));
		}
	}

	private void choose(List<Route> routes) {
		String reason = reason(routes);
		this.gateway = reason != null;
		log(this.gateway ? "gateway" : "direct",
				(reason != null) ? reason : "there are no routes or filters of the application's own");
	}

	private @Nullable String reason(List<Route> routes) {
		for (Route route : routes) {
			if (!route.getId().equals(SurfaceRoute.ID)) {
				return "the application has the route '" + route.getId() + "'";
			}
		}
		if (!this.properties.getDefaultFilters().isEmpty()) {
			return "the application has default filters";
		}
		return this.globalFilters.stream()
			.filter((filter) -> !(filter instanceof LlmRoutingFilter) && !(filter instanceof LlmWriteResponseFilter))
			.map((filter) -> filter.getClass().getName())
			.filter((name) -> !name.startsWith("org.springframework."))
			.findFirst()
			.map((name) -> "the application has the global filter " + name)
			.orElse(null);
	}

	private synchronized void log(String door, String reason) {
		if (!door.equals(this.logged)) {
			this.logged = door;
			logger.info("LLM surfaces are served at the " + door + " door: " + reason);
		}
	}

}
