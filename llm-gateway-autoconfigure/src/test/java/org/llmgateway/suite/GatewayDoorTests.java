package org.llmgateway.suite;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of the doors, at the gateway door.
 */
class GatewayDoorTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@Nested
	class Surfaces extends SurfaceContract {

		Surfaces() {
			super(GatewayDoorTests.gateways, Door.GATEWAY);
		}

	}

	@Nested
	class Headers extends HeaderContract {

		Headers() {
			super(GatewayDoorTests.gateways, Door.GATEWAY);
		}

	}

	@Nested
	class Errors extends ErrorContract {

		Errors() {
			super(GatewayDoorTests.gateways, Door.GATEWAY);
		}

	}

	@Nested
	class Bodies extends BodyContract {

		Bodies() {
			super(GatewayDoorTests.gateways, Door.GATEWAY);
		}

	}

	@Nested
	class Stages extends StageContract {

		Stages() {
			super(GatewayDoorTests.gateways, Door.GATEWAY);
		}

	}

}
