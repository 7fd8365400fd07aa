package org.llmgateway.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is logged at WARN and above.
 */
final class LogWatch {

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.WARN)) {
				LogWatch.this.lines.add(describe(event));
			}
		}

	};

	private static String describe(ILoggingEvent event) {
		IThrowableProxy cause = event.getThrowableProxy();
		return event.getLevel() + " " + event.getLoggerName() + ": " + event.getFormattedMessage()
				+ ((cause != null) ? " (" + cause.getClassName() + ": " + cause.getMessage() + ")" : "");
	}

	/** Starts anew; an application that starts resets Logback. */
	void begin() {
		Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
		root.detachAppender(this.appender);
		this.appender.setContext(root.getLoggerContext());
		this.appender.start();
		root.addAppender(this.appender);
		this.lines.clear();
	}

	void end() {
		((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(this.appender);
	}

	List<String> lines() {
		return new ArrayList<>(this.lines);
	}

}
