package org.llmgateway.protocol;

import io.netty.handler.ssl.OpenSsl;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.llmgateway.protocol.ProtocolProperties.TlsProvider;

import org.springframework.boot.web.server.reactive.context.ReactiveWebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/**
 * Says in one line at start what is served and on what, and warns of another Netty.
 */
final class ProtocolReport implements ApplicationListener<ReactiveWebServerInitializedEvent> {

	private static final Log logger = LogFactory.getLog(ProtocolReport.class);

	private final ProtocolPlan plan;

	private final ProtocolProperties properties;

	ProtocolReport(ProtocolPlan plan, ProtocolProperties properties) {
		this.plan = plan;
		this.properties = properties;
	}

	@Override
	public void onApplicationEvent(ReactiveWebServerInitializedEvent event) {
		if (event.getApplicationContext().getServerNamespace() != null) {
			return;
		}
		Platform.checkNetty();
		if (this.properties.tlsProvider() == TlsProvider.AUTO) {
			Platform.checkTls(OpenSsl.unavailabilityCause());
		}
		logger.info(describe());
	}

	String describe() {
		return "Protocols: " + this.plan.describe() + "; transport: " + Platform.transport(this.properties.transport())
				+ "; TLS on TCP: " + Platform.tlsProvider() + "; event loops: " + this.properties.resolvedEventLoops();
	}

}
