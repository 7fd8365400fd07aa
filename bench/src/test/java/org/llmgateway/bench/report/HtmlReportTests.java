package org.llmgateway.bench.report;

import java.io.StringReader;
import java.util.List;
import java.util.Map;

import javax.xml.parsers.DocumentBuilderFactory;

import org.junit.jupiter.api.Test;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.llmgateway.bench.report.Windows.failed;
import static org.llmgateway.bench.report.Windows.window;

class HtmlReportTests {

	@Test
	void whenRunIsRenderedThenItHoldsEveryRowItsRatiosAndVerdicts() {
		String page = HtmlReport.render(result());
		assertThat(page).contains("h3 json, 64 at once", "stock (h2)", "× stock", "missed", "1,000", "&lt;cores&gt;")
			.contains("errors {status 502=3}")
			.doesNotContain("<cores>", "NaN", "null", "http://", "https://", "<script");
	}

	@Test
	void whenRunIsRenderedThenItsChartsAreWellFormed() throws Exception {
		String page = HtmlReport.render(result());
		int charts = 0;
		for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
			String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
			DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
			charts++;
		}
		assertThat(charts).isEqualTo(3);
	}

	@Test
	void whenNothingWasMeasuredThenThePageStillRenders() {
		assertThat(HtmlReport.render(new BenchResult(Map.of(), List.of(), Targets.judge(List.of()))))
			.contains("not measured");
	}

	@Test
	void whenTableIsTextThenErrorsAndRatiosAreInIt() {
		String table = TextTable.render(result().cells().get(0), true);
		assertThat(table).contains("stock (h2)", "  x stock", "errors {status 502=3}").doesNotContain("null");
		assertThat(TextTable.render(result().cells().get(0), false)).doesNotContain("x stock");
	}

	private static BenchResult result() {
		CellAccount account = new CellAccount(Protocol.H3, Workload.JSON, 64, 1);
		account.add("none", Protocol.H3, window(9000, -1), true);
		account.add("stock", Protocol.H2, window(1000, 0.5), true);
		account.add("direct", Protocol.H3, window(2000, 0.4), true);
		account.add("direct", Protocol.H3, failed("status 502", 3), false);
		List<CellResult> cells = List.of(account.result());
		return new BenchResult(Map.of("machine", "2 <cores>"), cells, Targets.judge(cells));
	}

}
