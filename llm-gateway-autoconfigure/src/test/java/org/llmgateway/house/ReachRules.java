package org.llmgateway.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import org.reactivestreams.Publisher;

import org.springframework.web.server.ServerWebExchange;

/**
 * Rules on who may touch which library, and what nobody may call.
 */
final class ReachRules {

	private static final List<String> SERVER = List.of("org.springframework.http.server.",
			"org.springframework.web.server.", "org.springframework.web.reactive.", "org.springframework.web.filter.",
			"org.springframework.boot.webflux.");

	/** The adapter between Reactor Netty and WebFlux, which the HTTP/3 server needs. */
	private static final Set<String> ADAPTER = Set.of("org.springframework.http.server.reactive.HttpHandler",
			"org.springframework.http.server.reactive.ReactorHttpHandlerAdapter");

	/** What writes to the client's channel. */
	private static final Set<String> WRITER = Set.of("route.ClientChannel", "route.AnswerWriter");

	/** Where something is held until the end: the two doors. */
	private static final Set<String> HOLDERS = Set.of("route.DirectDoor", "route.GatewayDoor");

	/** What decides: plain classes, with the clock and the dice passed in. */
	private static final Set<String> DECISIONS = Set.of("inspection.RequestInspector", "codec.TokenEstimate",
			"inspection.UsageRequest", "usage.UsageReport", "usage.UsageEventCut", "route.ModelTable",
			"route.ModelPattern", "upstream.EndpointPicker", "upstream.EndpointState", "upstream.PeakEwma",
			"upstream.PoolReport", "upstream.BalancingSettings", "provider.ApiKey", "provider.ApiKeys",
			"provider.KeySettings", "upstream.HeaderAllowList", "upstream.RetryDecision", "upstream.RetryAfter",
			"upstream.RetryBudget", "upstream.Backoff", "upstream.FailoverPolicy", "upstream.Tried", "limit.ByteBudget",
			"protocol.ConnectionLimit", "protocol.FloodWindow", "inspection.RequestRules", "header.HeaderPolicy",
			"header.HeaderRule", "header.HeaderPattern", "header.CharacterSet", "header.AuditRate", "limit.WaterLevel",
			"limit.Water", "limit.WaterSettings", "limit.Reading", "limit.LiveHeap", "limit.CollectorShare",
			"limit.GradientLimit", "limit.BaselineProbe", "limit.FairQueue", "limit.Permits", "limit.ConfiguredLimits",
			"limit.Tenants", "protocol.LoopDelay", "protocol.QuicAdmission", "protocol.RetryToken");

	private static final Pattern KEYED = Pattern.compile("\\.(getAttribute|getAttributeOrDefault|getRequiredAttribute"
			+ "|get|getOrDefault|put|putIfAbsent|computeIfAbsent|remove|containsKey)\\(");

	private static final String GATEWAY_ATTRIBUTES = "route.GatewayAttributes";

	private ReachRules() {
	}

	static List<HouseRule> all(House house) {
		List<HouseRule> rules = new ArrayList<>(frameworks(house));
		rules.add(new HouseRule("exchange attributes are touched only in the exchange room",
				House.rule("leave the attributes alone", (type, report) -> {
					if (!house.in(type, "exchange") && !house.nameOf(type).equals(GATEWAY_ATTRIBUTES)) {
						type.getAccessesFromSelf()
							.stream()
							.filter(ReachRules::isAttribute)
							.forEach((access) -> report.accept(access.getDescription()));
					}
				}), "TouchesAttributes"));
		rules.add(new HouseRule("GatewayAttributes knows only Spring Cloud Gateway's own attributes",
				House.rule("take each key from ServerWebExchangeUtils", (type, report) -> {
					if (house.nameOf(type).equals(GATEWAY_ATTRIBUTES)) {
						checkKeys(house.source(type), report);
					}
				}), "\"ours\""));
		rules.add(new HouseRule("nothing blocks", House.rule("not wait for a thread", (type, report) -> {
			type.getAccessesFromSelf()
				.stream()
				.filter((access) -> isBlocking(access.getTarget()))
				.forEach((access) -> report.accept(access.getDescription()));
		}), "Blocks.waitsForAReference"));
		rules.add(new HouseRule("only doors use doFinally",
				House.rule("register with the folder what must happen at its end", (type, report) -> {
					if (!HOLDERS.contains(house.nameOf(type))) {
						type.getAccessesFromSelf()
							.stream()
							.filter((access) -> access.getTarget().getName().equals("doFinally"))
							.forEach((access) -> report.accept(access.getDescription()));
					}
				}), "EndsByItself"));
		return rules;
	}

	private static List<HouseRule> frameworks(House house) {
		return List.of(
				new HouseRule("llm knows no framework", House.rule("know nothing but the JDK",
						(type, report) -> checkOnly(house, type, "llm", List.of("java.", "org.jspecify."), report)),
						"KnowsReactor"),
				new HouseRule("codec knows only Netty's buffers and Jackson's core",
						House.rule("know no framework",
								(type, report) -> checkOnly(house, type, "codec",
										List.of("java.", "org.jspecify.", "io.netty.buffer.", "io.netty.util.",
												"tools.jackson.core."),
										report)),
						"KnowsSpring"),
				new HouseRule("decisions are plain classes", House.nobodyUses("know neither Spring nor Reactor",
						(type) -> !DECISIONS.contains(house.nameOf(type)), List.of("org.springframework.", "reactor.")),
						"ModelTable"),
				new HouseRule("Micrometer stands only in observability, auto-configurations and metrics",
						House.nobodyUses("count elsewhere",
								(type) -> house.in(type, "observability")
										|| type.getSimpleName().endsWith("AutoConfiguration")
										|| type.getSimpleName().endsWith("Metrics"),
								List.of("io.micrometer.", "org.springframework.boot.micrometer.")),
						"CountsWithMicrometer"),
				new HouseRule("Spring Cloud Gateway stands only in route",
						House.nobodyUses("know no route", (type) -> house.in(type, "route"),
								List.of("org.springframework.cloud.")),
						"RoutesByItself"),
				new HouseRule("WebFlux stands only in route, exchange and auth",
						House.rule("know no web exchange", (type, report) -> checkServer(house, type, report)),
						"FiltersByItself"),
				new HouseRule("Reactor Netty stands only in protocol, upstream and the writer",
						House.nobodyUses("know no connection",
								(type) -> house.in(type, "protocol", "upstream") || WRITER.contains(house.nameOf(type)),
								List.of("reactor.netty.")),
						"CallsUpstream"));
	}

	private static void checkOnly(House house, JavaClass type, String room, List<String> allowed,
			Consumer<String> report) {
		if (!house.in(type, room)) {
			return;
		}
		type.getDirectDependenciesFromSelf().forEach((dependency) -> {
			JavaClass target = dependency.getTargetClass().getBaseComponentType();
			boolean known = target.isPrimitive() || !house.room(target).isEmpty()
					|| allowed.stream().anyMatch(target.getName()::startsWith);
			if (!known) {
				report.accept(dependency.getDescription());
			}
		});
	}

	/** The protocol room may have web filters, and knows the adapter besides. */
	private static void checkServer(House house, JavaClass type, Consumer<String> report) {
		boolean protocol = house.in(type, "protocol");
		if (house.in(type, "route", "exchange", "auth") || (protocol && type.getSimpleName().endsWith("WebFilter"))) {
			return;
		}
		type.getDirectDependenciesFromSelf().forEach((dependency) -> {
			String target = dependency.getTargetClass().getName();
			if (SERVER.stream().anyMatch(target::startsWith) && !(protocol && ADAPTER.contains(target))) {
				report.accept(dependency.getDescription());
			}
		});
	}

	private static boolean isAttribute(JavaAccess<?> access) {
		return access.getTarget().getName().matches("get(Required)?Attribute(s|OrDefault)?")
				&& access.getTargetOwner().isAssignableTo(ServerWebExchange.class);
	}

	/**
	 * Each line that reads or sets an attribute names its key there and then. The
	 * bytecode does not tell: the compiler puts the values of some constants in their
	 * place.
	 */
	private static void checkKeys(List<String> source, Consumer<String> report) {
		for (String line : source) {
			if (KEYED.matcher(line).find() && !line.contains("(ServerWebExchangeUtils.")) {
				report.accept("an attribute that is not Spring Cloud Gateway's:" + line);
			}
		}
	}

	private static boolean isBlocking(AccessTarget target) {
		JavaClass owner = target.getOwner();
		String name = target.getName();
		if (name.startsWith("block") && owner.isAssignableTo(Publisher.class)) {
			return true;
		}
		if (owner.isAssignableTo(Thread.class)) {
			return name.equals("sleep") || name.equals("join");
		}
		if (owner.isAssignableTo(Future.class)) {
			return Set.of("get", "join", "sync", "syncUninterruptibly").contains(name) || name.startsWith("await");
		}
		return (name.equals("toIterable") || name.equals("toStream")) && owner.isAssignableTo(Publisher.class);
	}

}
