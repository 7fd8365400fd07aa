package org.llmgateway.suite;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The contract of the doors, at the direct door.
 */
class DirectDoorTests {

	@RegisterExtension
	static final GatewayFixture gateways = new GatewayFixture();

	@Nested
	class Surfaces extends SurfaceContract {

		Surfaces() {
			super(DirectDoorTests.gateways, Door.DIRECT);
		}

	}

	@Nested
	class Headers extends HeaderContract {

		Headers() {
			super(DirectDoorTests.gateways, Door.DIRECT);
		}

	}

	@Nested
	class Errors extends ErrorContract {

		Errors() {
			super(DirectDoorTests.gateways, Door.DIRECT);
		}

	}

	@Nested
	class Bodies extends BodyContract {

		Bodies() {
			super(DirectDoorTests.gateways, Door.DIRECT);
		}

	}

	@Nested
	class Stages extends StageContract {

		Stages() {
			super(DirectDoorTests.gateways, Door.DIRECT);
		}

	}

}
