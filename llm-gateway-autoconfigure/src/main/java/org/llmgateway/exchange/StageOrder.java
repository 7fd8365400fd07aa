package org.llmgateway.exchange;

/**
 * The places of the stages, in flow order.
 */
public enum StageOrder {

	/** First: a gateway out of memory refuses before it allocates anything. */
	PRESSURE,

	/**
	 * Before credentials are looked at: sizes and shapes of headers are cheap to refuse.
	 */
	HEADERS,

	/** Before anything is spent on the caller: who is it? */
	AUTHENTICATION,

	/** After the caller is known, and before its body is read into memory. */
	ADMISSION,

	/** The first to read the body: everything later asks what it found. */
	INSPECTION,

	/** Needs the model; decides where the request may go. */
	ROUTING,

	/** Needs the model and the estimate; reserves tokens before a provider sees them. */
	QUOTA,

	/** Works for this one caller, so it stands outside the cache that serves many. */
	DELIVERY,

	/** A hit spares everything below. */
	CACHE,

	/** Works on this one answer, cached or not later on. */
	EVENTS,

	/** Last: one or more attempts at a provider. */
	UPSTREAM;

	private static final int STEP = 1000;

	/**
	 * The order of the gateway's own stage.
	 * @return a value for {@link LlmStage#getOrder()}
	 */
	public int order() {
		return ordinal() * STEP;
	}

	/**
	 * The place just before this stage: it sees the request earlier and the answer later.
	 * @return a value for {@link LlmStage#getOrder()}
	 */
	public int before() {
		return order() - STEP / 2;
	}

	/**
	 * The place just after this stage: it sees the request later and the answer earlier.
	 * @return a value for {@link LlmStage#getOrder()}
	 */
	public int after() {
		return order() + STEP / 2;
	}

}
