package org.llmgateway.route;

import java.util.List;
import java.util.function.Predicate;

import jakarta.validation.constraints.NotEmpty;

import org.springframework.validation.annotation.Validated;

import org.llmgateway.llm.LlmRequest;

/**
 * {@code Model=gpt-4o,claude-*}: the request names one of these models; an asterisk
 * stands for any characters.
 */
public final class ModelRoutePredicateFactory
		extends AbstractLlmRoutePredicateFactory<ModelRoutePredicateFactory.Config> {

	ModelRoutePredicateFactory(RequestLookup lookup) {
		super(Config.class, lookup, List.of("models"));
	}

	@Override
	public ShortcutType shortcutType() {
		return ShortcutType.GATHER_LIST;
	}

	@Override
	Predicate<LlmRequest> test(Config config) {
		List<String> models = List.copyOf(config.getModels());
		return (request) -> {
			String model = request.model();
			for (int i = 0; model != null && i < models.size(); i++) {
				if (ModelPattern.matches(models.get(i), model)) {
					return true;
				}
			}
			return false;
		};
	}

	/**
	 * The models that match.
	 */
	@Validated
	public static class Config {

		@NotEmpty
		private List<String> models = List.of();

		public List<String> getModels() {
			return this.models;
		}

		public Config setModels(List<String> models) {
			this.models = models;
			return this;
		}

	}

}
