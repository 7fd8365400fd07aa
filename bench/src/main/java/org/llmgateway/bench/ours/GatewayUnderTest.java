package org.llmgateway.bench.ours;

import io.netty.channel.ChannelOption;
import org.llmgateway.exchange.LlmStage;
import org.llmgateway.exchange.LlmStageStack;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * An application with the starter and nothing else; configured on the command line.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class GatewayUnderTest {

	/**
	 * Starts it.
	 * @param args properties
	 */
	public static void main(String[] args) {
		SpringApplication.run(GatewayUnderTest.class, args);
	}

	/**
	 * The stages without those that protect the gateway.
	 */
	@Bean
	@ConditionalOnProperty(name = "bench.protection", havingValue = "false")
	LlmStageStack benchStageStack(ObjectProvider<LlmStage> stages) {
		return new LlmStageStack(stages.orderedStream().filter((stage) -> !protects(stage)).toList());
	}

	private static boolean protects(LlmStage stage) {
		String room = stage.getClass().getPackageName();
		return room.equals("org.llmgateway.header") || room.equals("org.llmgateway.limit");
	}

	/**
	 * Keeps the kernel from holding for slow clients what the gateway would have to hold.
	 */
	@Bean
	@ConditionalOnProperty("bench.send-buffer")
	NettyServerCustomizer benchSendBuffer(@Value("${bench.send-buffer}") int bytes) {
		return (server) -> server.childOption(ChannelOption.SO_SNDBUF, bytes);
	}

}
