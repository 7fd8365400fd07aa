package org.llmgateway.house;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a reader may copy works: each block of YAML starts an application, each block of
 * Java is compiled, each link leads somewhere.
 */
class SnippetTests {

	private static final Pattern ROUTE = Pattern.compile("(?m)^\\s*- id: (\\S+)$");

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

	static Stream<MarkdownPage.Block> yaml() {
		return MarkdownPage.all().stream().flatMap((page) -> page.blocks("yaml").stream());
	}

	static Stream<MarkdownPage.Block> java() {
		return MarkdownPage.all().stream().flatMap((page) -> page.blocks("java").stream());
	}

	@ParameterizedTest
	@MethodSource("yaml")
	void whenAConfigurationIsCopiedThenItsPropertiesExistAndItStarts(MarkdownPage.Block block) {
		List<GatewayProperty> properties = GatewayProperties.all();
		assertThat(DocumentedApplication.keys(block.text())).filteredOn((key) -> key.startsWith("llm."))
			.allMatch((key) -> properties.stream().anyMatch((property) -> property.isSetBy(key)));
		List<String> routes = ROUTE.matcher(block.text()).results().map((match) -> match.group(1)).toList();
		try (DocumentedApplication application = DocumentedApplication.start("http://127.0.0.1:9", block.text())) {
			assertThat(application.routes()).containsAll(routes);
		}
	}

	@ParameterizedTest
	@MethodSource("java")
	void whenCodeIsCopiedThenItIsCompiled(MarkdownPage.Block block) throws IOException {
		String sources;
		try (Stream<Path> files = Files.list(Path.of("src/test/java/org/llmgateway/docs"))) {
			sources = files.map(Snapshot::read).collect(Collectors.joining("\n"));
		}
		assertThat(plain(sources)).contains(plain(block.text()));
	}

	@Test
	void whenALinkIsFollowedThenTheFileIsThere() {
		for (MarkdownPage page : MarkdownPage.all()) {
			Matcher link = LINK.matcher(page.text());
			while (link.find()) {
				assertThat(page.path().resolveSibling(link.group(1))).as("link in %s", page.path()).exists();
			}
		}
	}

	@Test
	void whenNettyIsPinnedThenToTheVersionOfTheBuild() {
		Matcher built = Pattern.compile("<netty.version>([^<]+)<").matcher(Snapshot.read(Path.of("../pom.xml")));
		Matcher shown = Pattern.compile("<netty.version>([^<]+)<").matcher(MarkdownPage.of("README.md").text());
		assertThat(built.find() && shown.find()).isTrue();
		assertThat(shown.group(1)).isEqualTo(built.group(1));
	}

	private static String plain(String code) {
		return code.lines().map(String::strip).filter((line) -> !line.isEmpty()).collect(Collectors.joining("\n"));
	}

}
