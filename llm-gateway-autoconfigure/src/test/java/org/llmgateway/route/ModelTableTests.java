package org.llmgateway.route;

import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.llmgateway.route.RouteProperties.ModelDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which pools serve a model.
 */
class ModelTableTests {

	private static final Set<String> POOLS = Set.of("a", "b", "c", "d", "e", "f");

	private static ModelDefinition model(List<String> match, String... pools) {
		return new ModelDefinition(match, List.of(pools), null, null);
	}

	private final ModelTable table = new ModelTable(List.of(model(List.of("*"), "f"), model(List.of("gpt-*"), "a"),
			model(List.of("gpt-4*", "*-mini"), "b", "a"), model(List.of("gpt-4.1", "org/model"), "c"),
			model(List.of("gpt-4.1", "gpt-?"), "d"), model(List.of("gpt-*-xl", "abc-*-xl"), "e")), POOLS);

	@ParameterizedTest
	@CsvSource({ "gpt-4.1,c", "org/model,c", "gpt-4,b", "gpt-4o,b", "gpt-3,a", "gpt-,a", "gpt,f", "GPT-4.1,f",
			"GPT-4,f", "gpt-?,d", "gpt-x,a", "gpt-9-xl,e", "gpt-4-xl,e", "o-mini,b" })
	void whenSeveralFitThenExactThenLongestThenFirst(String model, String pool) {
		assertThat(this.table.find(model).pools()).first().isEqualTo(pool);
	}

	@Test
	void whenPatternsAreEquallyLongThenTheFirstOfTheListIsTaken() {
		ModelTable table = new ModelTable(List.of(model(List.of("a-*"), "a"), model(List.of("*-b"), "b")), POOLS);
		assertThat(table.find("a-b").pools()).containsExactly("a");
		table = new ModelTable(List.of(model(List.of("*-b"), "b"), model(List.of("a-*"), "a")), POOLS);
		assertThat(table.find("a-b").pools()).containsExactly("b");
	}

	@Test
	void whenThereAreSeveralPoolsThenTheirOrderIsKept() {
		assertThat(this.table.find("gpt-4o").pools()).containsExactly("b", "a");
	}

	@Test
	void whenNothingFitsThenThereAreNoPools() {
		ModelTable table = new ModelTable(List.of(model(List.of("gpt-*", "o1"), "a")), POOLS);
		assertThat(table.find("claude")).isNull();
		assertThat(table.find("o")).isNull();
		assertThat(table.find("o11")).isNull();
		assertThat(table.find("O1")).isNull();
	}

	@Test
	void whenModelsAreListedThenOnlyThoseNamedInFullOnceEach() {
		assertThat(this.table.names()).containsExactly("gpt-4.1", "org/model", "gpt-?");
	}

	@ParameterizedTest
	@CsvSource({ "*,x,true", "*,'',true", "**,x,true", "a*,a,true", "a*,ba,false", "*a,a,true", "*a,ab,false",
			"a*c,abbc,true", "a*c,abcb,false", "a*b*c,a1b2c,true", "a*b*c,acb,false", "*ab*,xxaabyy,true", "a,a,true",
			"a,b,false", "a,'',false", "'',a,false", "a.c,abc,false", "a[b],ab,false", "a**b,ab,true",
			"*aaa*b,aaaaaaab,true" })
	void whenAPatternIsMatchedThenTheAsteriskStandsForAnything(String glob, String name, boolean matches) {
		assertThat(ModelPattern.matches(glob, name)).isEqualTo(matches);
	}

}
