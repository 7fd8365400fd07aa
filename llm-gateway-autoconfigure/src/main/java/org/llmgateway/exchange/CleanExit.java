package org.llmgateway.exchange;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Makes SIGTERM an orderly end with exit code 0, which says that everything was drained,
 * instead of the JVM's own 143. The shutdown itself stays the same.
 */
final class CleanExit implements SmartLifecycle {

	private static final Log logger = LogFactory.getLog(CleanExit.class);

	private static final AtomicBoolean installed = new AtomicBoolean();

	private volatile boolean running;

	@Override
	public void start() {
		this.running = true;
		if (installed.compareAndSet(false, true)) {
			install();
		}
	}

	/**
	 * By reflection, because the class belongs to the JDK's own and is not there in every
	 * JVM. The JVM refuses where it was told to leave signals alone ({@code -Xrs}).
	 */
	private static void install() {
		try {
			Class<?> signal = Class.forName("sun.misc.Signal");
			Class<?> handler = Class.forName("sun.misc.SignalHandler");
			InvocationHandler exit = (proxy, method, args) -> {
				if (method.getName().equals("handle")) {
					System.exit(0);
				}
				return null;
			};
			Object exiting = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] { handler }, exit);
			signal.getMethod("handle", signal, handler)
				.invoke(null, signal.getConstructor(String.class).newInstance("TERM"), exiting);
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			logger.debug("SIGTERM will end the JVM with its own exit code", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
