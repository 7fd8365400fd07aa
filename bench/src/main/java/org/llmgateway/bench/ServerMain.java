package org.llmgateway.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.llmgateway.bench.ours.GatewayUnderTest;
import org.llmgateway.bench.stock.StockGateway;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A gateway process: starts its application once per group of arguments (one per set of
 * protocols, so that one warmed JVM serves them all), prints the ports and ends with its
 * standard input.
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
		for (String[] group : groups(args)) {
			ConfigurableApplicationContext context = application(args[0]).run(group);
			ports.append(context.getEnvironment().getRequiredProperty("local.server.port")).append(' ');
		}
		System.out.println(ports.toString().trim());
		while (System.in.read() >= 0) {
			// Nothing is said on this line; only its end matters.
			Thread.onSpinWait();
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
