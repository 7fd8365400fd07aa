package org.llmgateway.bench;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import org.llmgateway.bench.load.Workload;

/**
 * A model of the gateway under test: its streams have some features and no others.
 *
 * @param number its number, from 0
 * @param label what the table calls it
 * @param on its features
 * @param apart whether it has an application of its own, whatever its features are
 */
record Variant(int number, String label, Set<Feature> on, boolean apart) {

	/** What all others are compared with. */
	static final String NOTHING = "nothing";

	static final String ALL = "all together";

	/** Differs from nothing in nothing, so that it shows what chance does. */
	static final String CONTROL = "nothing again";

	/**
	 * The models that show what features cost.
	 * @param features the features
	 * @param each whether each is measured alone too
	 * @return nothing, control, the features, and all of them together
	 */
	static List<Variant> of(List<Feature> features, boolean each) {
		List<Variant> variants = new ArrayList<>();
		variants.add(new Variant(0, NOTHING, Set.of(), false));
		variants.add(new Variant(1, CONTROL, Set.of(), true));
		if (each) {
			for (Feature feature : features) {
				variants.add(new Variant(variants.size(), feature.toString(), EnumSet.of(feature), false));
			}
		}
		variants.add(new Variant(variants.size(), ALL, Set.copyOf(features), false));
		return variants;
	}

	/**
	 * Puts models together that can share an application: those that differ only in what
	 * a model can set.
	 * @param variants the models
	 * @return the models of each application
	 */
	static List<List<Variant>> applications(List<Variant> variants) {
		List<List<Variant>> applications = new ArrayList<>();
		for (Variant variant : variants) {
			List<Variant> home = applications.stream()
				.filter((others) -> variant.canJoin(others.get(0)))
				.findFirst()
				.orElse(null);
			if (home == null) {
				home = new ArrayList<>();
				applications.add(home);
			}
			home.add(variant);
		}
		return applications;
	}

	private boolean canJoin(Variant other) {
		return !this.apart && !other.apart && wide(this).equals(wide(other));
	}

	private static Set<Feature> wide(Variant variant) {
		Set<Feature> wide = EnumSet.noneOf(Feature.class);
		wide.addAll(variant.on);
		wide.removeIf(Feature::isPerModel);
		return wide;
	}

	/**
	 * The model's name up to what it tells the mock; equally long for all, since answers
	 * repeat it.
	 * @return the name
	 */
	String model() {
		return "mock:v" + (10 + this.number);
	}

	/**
	 * The request of a workload for this model.
	 * @param workload the workload
	 * @return the JSON body
	 */
	String requestBody(Workload workload) {
		return workload.requestBody(workload.model().replaceFirst("mock", model()));
	}

	/**
	 * The properties of this model.
	 * @param arguments where they are put
	 * @param place its place in the list of models
	 * @param features all features, those included that it has not
	 */
	void configure(List<String> arguments, int place, List<Feature> features) {
		String model = "--llm.gateway.models[" + place + "].";
		arguments.add(model + "match=" + model() + ":*");
		arguments.add(model + "pools=main");
		for (Feature feature : features) {
			if (feature.isPerModel() || place == 0) {
				feature.set(arguments, place, this.on.contains(feature));
			}
		}
	}

}
