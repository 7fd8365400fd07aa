package org.llmgateway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.llmgateway.bench.ours.GatewayUnderTest;
import org.llmgateway.bench.stock.StockGateway;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway process: starts its application once per group of arguments (one per set of
 * protocols, so that one warmed JVM serves them all), prints the ports, answers each line
 * with what memory it uses, and ends with its standard input.
 */
public final class ServerMain {

	/** What stands before the ports, in the order of the groups. */
	static final String READY = "gateway listening on ";

	/** What stands between two groups. */
	static final String NEXT = "--next";

	private ServerMain() {
	}

	/**
	 * Starts it.
	 * @param args {@code ours} or {@code stock}, then groups of properties
	 * @throws IOException if standard input cannot be read
	 */
	public static void main(String[] args) throws IOException {
		StringBuilder ports = new StringBuilder(READY);
		List<ConfigurableApplicationContext> contexts = new ArrayList<>();
		for (String[] group : groups(args)) {
			ConfigurableApplicationContext context = application(args[0]).run(group);
			contexts.add(context);
			ports.append(context.getEnvironment().getRequiredProperty("local.server.port")).append(' ');
		}
		System.out.println(ports.toString().trim());
		BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		for (String line = in.readLine(); line != null; line = in.readLine()) {
			System.out.println(GatewayMemory.now(contexts, line.equals(GatewayMemory.COLLECTED)).line());
		}
		System.exit(0);
	}

	private static SpringApplication application(String kind) {
		return "stock".equals(kind) ? StockGateway.application() : new SpringApplication(GatewayUnderTest.class);
	}

	static List<String[]> groups(String[] args) {
		List<String[]> groups = new ArrayList<>();
		List<String> group = new ArrayList<>();
		for (int i = 1; i < args.length; i++) {
			if (NEXT.equals(args[i])) {
				groups.add(group.toArray(String[]::new));
				group.clear();
			}
			else {
				group.add(args[i]);
			}
		}
		groups.add(group.toArray(String[]::new));
		return groups;
	}

}
