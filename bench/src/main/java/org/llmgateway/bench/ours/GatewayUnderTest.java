package org.llmgateway.bench.ours;

import io.netty.channel.ChannelOption;

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
	 * Keeps the kernel from holding for slow clients what the gateway would have to hold.
	 */
	@Bean
	@ConditionalOnProperty("bench.send-buffer")
	NettyServerCustomizer benchSendBuffer(@Value("${bench.send-buffer}") int bytes) {
		return (server) -> server.childOption(ChannelOption.SO_SNDBUF, bytes);
	}

}
