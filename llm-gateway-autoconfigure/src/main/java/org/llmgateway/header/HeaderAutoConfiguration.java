package org.llmgateway.header;

import java.security.SecureRandom;
import java.time.Duration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Sets up the HEADERS stage.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@EnableConfigurationProperties(HeaderProperties.class)
public final class HeaderAutoConfiguration {

	private static final int AUDIT_BURST = 20;

	private static final Duration AUDIT_INTERVAL = Duration.ofMillis(100);

	@Bean
	HeaderStage llmHeaderStage(HeaderProperties properties) {
		return new HeaderStage(HeaderRules.policy(properties), properties.audit() ? audit() : null);
	}

	private static HeaderAudit audit() {
		byte[] salt = new byte[16];
		new SecureRandom().nextBytes(salt);
		return new HeaderAudit(new AuditRate(AUDIT_BURST, AUDIT_INTERVAL.toNanos(), System::nanoTime), salt);
	}

}
