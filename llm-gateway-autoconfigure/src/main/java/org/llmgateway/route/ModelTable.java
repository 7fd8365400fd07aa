package org.llmgateway.route;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.llmgateway.exchange.ConfigurationFault;
import org.llmgateway.exchange.RouteDecision;
import org.llmgateway.exchange.StreamOverrides;

/**
 * Finds the pools of a model: an exact name before the longest pattern before the order
 * of the list. Case-sensitive; the only wildcard is the asterisk.
 */
final class ModelTable {

	private static final String PROPERTY = "llm.gateway.models";

	private final Map<String, RouteDecision> exact = new LinkedHashMap<>();

	private final List<Pattern> patterns = new ArrayList<>();

	ModelTable(List<RouteProperties.ModelDefinition> models, Set<String> pools) {
		for (int i = 0; i < models.size(); i++) {
			add(PROPERTY + "[" + i + "]", models.get(i), pools);
		}
		this.patterns.sort(Comparator.comparingInt((Pattern pattern) -> pattern.glob.length()).reversed());
	}

	private void add(String property, RouteProperties.ModelDefinition model, Set<String> pools) {
		if (model.match().isEmpty() || model.match().contains("")) {
			throw new ConfigurationFault(property + ".match", model.match().toString(), "no model is named",
					"Name one or more models or patterns.");
		}
		if (model.pools().isEmpty() || !pools.containsAll(model.pools())) {
			throw new ConfigurationFault(property + ".pools", model.pools().toString(),
					"each model needs pools that exist; configured are " + pools,
					"Name one or more of them, or add the pool under llm.gateway.pools.");
		}
		ConfigurationFault.checkLower(property + ".load-class", model.loadClass());
		RouteDecision decision = new RouteDecision(List.copyOf(model.pools()), null,
				(model.stream() != null) ? model.stream() : StreamOverrides.NONE, model.loadClass());
		for (String name : model.match()) {
			if (name.indexOf('*') < 0) {
				this.exact.putIfAbsent(name, decision);
			}
			else {
				this.patterns.add(new Pattern(name, decision));
			}
		}
	}

	@Nullable RouteDecision find(String model) {
		RouteDecision decision = this.exact.get(model);
		if (decision != null) {
			return decision;
		}
		for (int i = 0; i < this.patterns.size(); i++) {
			Pattern pattern = this.patterns.get(i);
			if (ModelPattern.matches(pattern.glob, model)) {
				return pattern.decision;
			}
		}
		return null;
	}

	/**
	 * The models that are named in full.
	 * @return their names, in the order of the list
	 */
	Collection<String> names() {
		return this.exact.keySet();
	}

	private record Pattern(String glob, RouteDecision decision) {

	}

}
