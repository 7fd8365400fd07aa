package org.llmgateway.test;

import java.time.Duration;

import org.llmgateway.test.MockResponse.Finish;

/**
 * What goes wrong in an answer, and where.
 * <p>
 * An answer that is not streamed has no events: there every place between its head and
 * its end is the middle of its body, and the kinds that write events do nothing.
 *
 * @param place where it happens
 * @param events after how many content events, where the place is counted in them
 * @param kind what happens
 * @param pace pause before each comment or byte, for the kinds that go on writing
 */
public record MockFault(Place place, int events, Kind kind, Duration pace) {

	/** No fault: the proper end after the last event. */
	public static final MockFault NONE = new MockFault(Place.END, 0, Kind.END, Duration.ZERO);

	/** Where a fault happens. */
	public enum Place {

		/** Instead of the head. */
		BEFORE_HEAD,
		/** After the head and before any byte of the body. */
		AFTER_HEAD,
		/** In the middle of the first event. */
		IN_OPENING,
		/** After the events that open a stream and before the first content. */
		AFTER_OPENING,
		/** After a number of content events. */
		AFTER_CONTENT,
		/** In the middle of the event after a number of content events. */
		IN_CONTENT,
		/** After all that comes before the event with the usage. */
		BEFORE_USAGE,
		/** After all but the last event: {@code [DONE]}, {@code message_stop}. */
		BEFORE_DONE,
		/** After the last event. */
		END

	}

	/** What happens. */
	public enum Kind {

		/** The body ends as if it were whole. */
		END,
		/** The connection (HTTP/1.1) or stream is closed. */
		CUT,
		/** The connection is reset. */
		RESET,
		/** Nothing more comes. */
		STALL,
		/** An error event in the surface's words, then the proper end. */
		ERROR,
		/** Comments for ever. */
		COMMENTS,
		/** The rest comes byte by byte. */
		TRICKLE

	}

	/**
	 * Checks that the fault can be told.
	 */
	public MockFault {
		boolean inEvent = place == Place.IN_OPENING || place == Place.IN_CONTENT;
		if (inEvent && (kind == Kind.ERROR || kind == Kind.COMMENTS)) {
			throw new IllegalArgumentException("No " + kind + " in the middle of an event");
		}
		if (place == Place.BEFORE_HEAD && (kind == Kind.END || kind.ordinal() > Kind.STALL.ordinal())) {
			throw new IllegalArgumentException("No " + kind + " without a head");
		}
	}

	/**
	 * A fault that writes nothing, or an error event, at a place that no events count.
	 * @param place where
	 * @param kind what
	 * @return the fault
	 */
	public static MockFault of(Place place, Kind kind) {
		return new MockFault(place, 0, kind, Duration.ofMillis(5));
	}

	/**
	 * A fault after a number of content events.
	 * @param events the number, at least 0
	 * @param kind what
	 * @return the fault
	 */
	public static MockFault after(int events, Kind kind) {
		return new MockFault(Place.AFTER_CONTENT, events, kind, Duration.ofMillis(5));
	}

	/**
	 * The same fault with another pace.
	 * @param pace the pause
	 * @return the fault
	 */
	public MockFault pace(Duration pace) {
		return new MockFault(this.place, this.events, this.kind, pace);
	}

	/** The fault of a behaviour, whose count 0 has a meaning of its own for each kind. */
	static MockFault of(MockBehavior behavior) {
		if (behavior.headersStall()) {
			return of(Place.BEFORE_HEAD, Kind.STALL);
		}
		if (behavior.cut() >= 0) {
			return counted(behavior.cut(), Place.BEFORE_HEAD, Kind.CUT);
		}
		if (behavior.reset() >= 0) {
			return counted(behavior.reset(), Place.BEFORE_HEAD, Kind.RESET);
		}
		if (behavior.stall() >= 0) {
			return counted(behavior.stall(), Place.AFTER_HEAD, Kind.STALL);
		}
		return (behavior.errorEvent() >= 0) ? counted(behavior.errorEvent(), Place.AFTER_HEAD, Kind.ERROR) : NONE;
	}

	private static MockFault counted(int events, Place none, Kind kind) {
		return (events == 0) ? of(none, kind) : after(events, kind);
	}

	boolean withoutHead() {
		return this.place == Place.BEFORE_HEAD;
	}

	/** How many of the parts of a body are written before the fault. */
	int partsOf(int all) {
		return switch (this.place) {
			case BEFORE_HEAD, AFTER_HEAD, IN_OPENING, AFTER_OPENING -> 0;
			case AFTER_CONTENT, IN_CONTENT -> Math.min(all, this.events);
			case BEFORE_USAGE, BEFORE_DONE -> Math.max(0, all - 1);
			case END -> all;
		};
	}

	Finish finish() {
		return switch (this.kind) {
			case END, ERROR, TRICKLE -> Finish.END;
			case CUT -> Finish.CUT;
			case RESET -> Finish.RESET;
			case STALL -> Finish.STALL;
			case COMMENTS -> Finish.REPEAT;
		};
	}

}
