package org.llmgateway.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetectorFactory;

/**
 * Netty's leak detector for tests that must wait: whoever asks again gets the same
 * answer.
 *
 * <p>
 * {@link LeakPresenceDetector#check()} forgets what it has reported, so a test that polls
 * it passes at the second look whatever has leaked. Use it by
 * {@code -Dio.netty.customResourceLeakDetector=org.llmgateway.test.OpenBuffers}.
 *
 * @param <T> the kind of resource
 */
public final class OpenBuffers<T> extends LeakPresenceDetector<T> {

	private static final ResourceScope SCOPE = new ResourceScope("tests");

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * Called by Netty.
	 * @param resourceType the kind of resource
	 * @param samplingInterval ignored: every resource counts
	 */
	public OpenBuffers(Class<?> resourceType, int samplingInterval) {
		super(resourceType);
	}

	/**
	 * Called by Netty.
	 * @param resourceType the kind of resource
	 * @param samplingInterval ignored: every resource counts
	 * @param maxActive ignored
	 */
	public OpenBuffers(Class<?> resourceType, int samplingInterval, long maxActive) {
		super(resourceType);
	}

	@Override
	protected ResourceScope currentScope() {
		return SCOPE;
	}

	/**
	 * Counts from now on: what is open by now belongs to something that goes on running.
	 */
	public static void startAnew() {
		try {
			LeakPresenceDetector.check();
		}
		catch (IllegalStateException ex) {
			// The count is forgotten by having been reported.
		}
	}

	/**
	 * Waits until every buffer is released; one that is on its way out is given back
	 * soon.
	 * @param limit the longest wait
	 * @throws IllegalStateException if buffers are left, which are then forgotten so that
	 * they do not fail the tests that follow; or if this detector is not in use
	 */
	public static void awaitNone(Duration limit) {
		if (!(ResourceLeakDetectorFactory.instance().newResourceLeakDetector(Object.class) instanceof OpenBuffers)) {
			throw new IllegalStateException(
					"The system property io.netty.customResourceLeakDetector must be " + OpenBuffers.class.getName());
		}
		long start = System.nanoTime();
		while (SCOPE.hasOpenResources()) {
			if (System.nanoTime() - start > limit.toNanos()) {
				LeakPresenceDetector.check();
			}
			LockSupport.parkNanos(PAUSE_NANOS);
		}
	}

}
