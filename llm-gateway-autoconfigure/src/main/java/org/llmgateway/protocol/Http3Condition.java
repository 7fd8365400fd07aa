package org.llmgateway.protocol;

import java.util.Set;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where {@code llm.gateway.protocols} contains h3.
 */
final class Http3Condition extends SpringBootCondition {

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		Set<String> names = Binder.get(context.getEnvironment())
			.bind("llm.gateway.protocols", Bindable.setOf(String.class))
			.orElse(Set.of());
		boolean match = false;
		for (String name : names) {
			match |= WireProtocol.H3.name().equalsIgnoreCase(name.trim());
		}
		return new ConditionOutcome(match,
				ConditionMessage.forCondition("llm.gateway.protocols").because(names.toString()));
	}

}
