package org.llmgateway.exchange;

import java.util.Objects;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;

import org.llmgateway.llm.Dialect;
import org.llmgateway.llm.LlmRequest;
import org.llmgateway.llm.Operation;

/**
 * The folder that travels with a request: what the door knows, and what each room adds
 * once.
 *
 * <p>
 * It is held, not owned: the door holds it, an attempt may hold it, and whoever lets go
 * last closes it, exactly once. What must happen at the end is registered with
 * {@link #onClose(Runnable)}.
 */
public final class LlmExchange {

	private static final String ATTRIBUTE = LlmExchange.class.getName();

	private final String requestId;

	private final Surface surface;

	private final Flux<DataBuffer> content;

	private final Flux<DataBuffer> replay = Flux.defer(this::readAgain);

	private final @Nullable EventLoop eventLoop;

	private final RequestLog log;

	private final Holds holds = new Holds();

	private final KeptBody body = new KeptBody();

	private volatile @Nullable LlmRequest request;

	private volatile @Nullable RouteDecision route;

	private volatile RequestHead head;

	private final RequestSettings settings = new RequestSettings();

	private final RequestLoad load = new RequestLoad();

	private final LeftAnswer left = new LeftAnswer(this::onClose);

	/**
	 * Opens a folder, held once.
	 * @param surface what the path stands for
	 * @param requestId the id of the request
	 * @param head what the request line and the headers say
	 * @param content the body as it arrives, for one subscriber
	 * @param eventLoop the event loop of the client's connection
	 * @param startNanos when the request came in, in nanoseconds of a clock that only
	 * goes forward
	 */
	public LlmExchange(Surface surface, String requestId, RequestHead head, Flux<DataBuffer> content,
			@Nullable EventLoop eventLoop, long startNanos) {
		this.surface = surface;
		this.requestId = requestId;
		this.head = head;
		this.content = content;
		this.eventLoop = eventLoop;
		this.log = new RequestLog(startNanos);
		onClose(this.body::release);
	}

	/**
	 * The folder of an exchange that a door has opened.
	 * @param exchange Spring's exchange
	 * @return the folder, or {@code null} where no door has opened one
	 */
	public static @Nullable LlmExchange of(ServerWebExchange exchange) {
		return exchange.getAttribute(ATTRIBUTE);
	}

	/**
	 * Makes the folder findable from Spring's exchange.
	 * @param exchange Spring's exchange
	 */
	public void attachTo(ServerWebExchange exchange) {
		exchange.getAttributes().put(ATTRIBUTE, this);
	}

	/**
	 * The id of the request: the caller's {@code X-Request-ID} if it sent a usable one.
	 * @return the id, which is also a response header
	 */
	public String requestId() {
		return this.requestId;
	}

	public Operation operation() {
		return this.surface.operation();
	}

	/**
	 * The dialect of the request and its answer.
	 * @return the dialect, as the path says
	 */
	public Dialect dialect() {
		return this.surface.dialect();
	}

	/**
	 * The dialect of errors: Anthropic's also where the caller sent
	 * {@code anthropic-version}.
	 * @return the dialect that the caller reads
	 */
	public Dialect errorDialect() {
		return this.head.headers().containsHeader("anthropic-version") ? Dialect.ANTHROPIC : this.surface.dialect();
	}

	public String method() {
		return this.head.method();
	}

	public String path() {
		return this.head.path();
	}

	public @Nullable String query() {
		return this.head.query();
	}

	/**
	 * The caller's headers, read only.
	 * @return the headers as the team's own filters left them
	 */
	public HttpHeaders headers() {
		return this.head.headers();
	}

	/**
	 * The body as it arrives, for one subscriber. INSPECTION takes it where the surface
	 * is inspected; UPSTREAM streams it through where it is not.
	 * @return the body's buffers, owned by the subscriber
	 */
	public Flux<DataBuffer> content() {
		return this.content;
	}

	/**
	 * The body for filters of Spring Cloud Gateway, always the same object: all of it for
	 * each subscriber once it was read, else {@link #content()}.
	 * @return the body's buffers, owned by the subscriber
	 */
	public Flux<DataBuffer> replay() {
		return this.replay;
	}

	private Flux<DataBuffer> readAgain() {
		ByteBuf body = this.body.body();
		return (body != null) ? Flux.just(LentBody.of(body)) : this.content;
	}

	/**
	 * The event loop of the client's connection.
	 * @return the loop, or {@code null} where the server is not Netty's (mock requests)
	 */
	public @Nullable EventLoop eventLoop() {
		return this.eventLoop;
	}

	public RequestLog log() {
		return this.log;
	}

	/**
	 * The bounded body as the caller sent it. The folder owns it; readers retain what
	 * they keep and leave its indexes alone.
	 * @return the body, or {@code null} before INSPECTION, after the commit point and on
	 * surfaces without one
	 */
	public @Nullable ByteBuf body() {
		return this.body.body();
	}

	public @Nullable LlmRequest request() {
		return this.request;
	}

	public @Nullable RouteDecision route() {
		return this.route;
	}

	/**
	 * INSPECTION puts in what it read and what it found; once.
	 * @param body the whole body; the folder takes ownership
	 * @param request what it says
	 */
	public void inspected(ByteBuf body, LlmRequest request) {
		if (this.request != null) {
			body.release();
			throw new IllegalStateException("The request was inspected already");
		}
		this.body.keep(body);
		this.request = request;
	}

	/**
	 * The gateway door puts in what a filter of a route made of the request.
	 * @param headers the headers to go on with
	 * @param query the raw query to go on with
	 */
	public void rewritten(HttpHeaders headers, @Nullable String query) {
		this.head = new RequestHead(this.head.method(), this.head.path(), query, headers);
	}

	/**
	 * The gateway door puts in the body that a filter of a route made.
	 * @param body the whole body; the folder takes ownership
	 * @param request what it says
	 */
	public void rewritten(ByteBuf body, LlmRequest request) {
		this.body.keep(body);
		this.request = request;
	}

	public LeftAnswer left() {
		return this.left;
	}

	/**
	 * ROUTING puts in where the request goes. A retry at the gateway door routes again.
	 * @param route the decision
	 */
	public void routed(RouteDecision route) {
		this.route = Objects.requireNonNull(route);
		this.settings.model(route.stream());
	}

	public RequestSettings settings() {
		return this.settings;
	}

	/**
	 * What the request is to a gateway under load.
	 * @return its class, and whose it is
	 */
	public RequestLoad load() {
		return this.load;
	}

	/**
	 * UPSTREAM says that the commit point is reached: no further attempt needs the body,
	 * which is let go of.
	 */
	public void committed() {
		this.body.release();
	}

	/**
	 * Registers what must happen when the body is let go of, at the commit point or with
	 * the folder; at once if that has happened.
	 * @param closer what to do
	 */
	public void onBodyReleased(Runnable closer) {
		this.body.onRelease(closer);
	}

	/**
	 * Holds the folder open; each hold is let go by one {@link #release()}.
	 */
	public void hold() {
		this.holds.hold();
	}

	/**
	 * Lets go of a hold; the last one closes the folder.
	 */
	public void release() {
		this.holds.release();
	}

	/**
	 * Registers what must happen when the folder closes; at once if it has closed.
	 * Closers run in the reverse order, on the thread that lets go last, and must not
	 * wait.
	 * @param closer what to do
	 */
	public void onClose(Runnable closer) {
		this.holds.onClose(closer);
	}

}
