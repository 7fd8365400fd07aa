package org.llmgateway.test;

import org.llmgateway.test.MockResponse.Finish;

/**
 * The one fault that a behaviour asks for.
 *
 * @param after after how many content events, or -1 for none
 * @param finish how the answer finishes
 * @param error whether an error event comes last
 * @param beforeHead whether not even a head is sent
 */
record Fault(int after, Finish finish, boolean error, boolean beforeHead) {

	private static final Fault NONE = new Fault(-1, Finish.END, false, false);

	static Fault of(MockBehavior behavior) {
		if (behavior.headersStall()) {
			return new Fault(0, Finish.STALL, false, true);
		}
		if (behavior.cut() >= 0) {
			return new Fault(behavior.cut(), Finish.CUT, false, behavior.cut() == 0);
		}
		if (behavior.reset() >= 0) {
			return new Fault(behavior.reset(), Finish.RESET, false, behavior.reset() == 0);
		}
		if (behavior.stall() >= 0) {
			return new Fault(behavior.stall(), Finish.STALL, false, false);
		}
		return (behavior.errorEvent() >= 0) ? new Fault(behavior.errorEvent(), Finish.END, true, false) : NONE;
	}

}
