package org.llmgateway.bench;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.llmgateway.bench.load.Protocol;
import org.llmgateway.bench.load.Workload;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;

/**
 * One request by any protocol, HTTP/3 included, with the time of each event.
 */
@Command(name = "request", mixinStandardHelpOptions = true,
		description = "Sends one request and prints status, headers and each event with the milliseconds since the"
				+ " previous one.")
final class RequestCommand implements Callable<Integer> {

	/**
	 * Netty's object model of HTTP/1.1 carries these for streams of HTTP/2 and HTTP/3.
	 */
	private static final Set<String> ADDED = Set.of("x-http2-stream-id", "x-http3-stream-id", "transfer-encoding");

	@Option(names = "--protocol", description = "h1, h2c, h2 or h3 (default: ${DEFAULT-VALUE}).")
	private Protocol protocol = Protocol.H1;

	@Option(names = "--stream", description = "Ask for an event stream.")
	private boolean stream;

	@Option(names = { "-H", "--header" }, description = "Further request header, name:value.")
	private List<String> headers = List.of();

	@Option(names = "--model", description = "Model name (default: ${DEFAULT-VALUE}).")
	private String model = "mock:tokens=16:pace=50ms";

	@Option(names = { "-d", "--data" }, description = "The request body, in place of a chat completions request.")
	private @Nullable String data;

	@Option(names = "--get", description = "GET, without a body.")
	private boolean get;

	@Option(names = "--insecure", description = "Do not check the server's certificate.")
	private boolean insecure;

	@Option(names = "--timeout", description = "Seconds to wait for the next bytes (default: ${DEFAULT-VALUE}).")
	private int timeout = 60;

	@Parameters(paramLabel = "URL", description = "http(s)://host:port[/path]; path: /v1/chat/completions.")
	@SuppressWarnings("NullAway.Init")
	private URI url;

	@Spec
	@SuppressWarnings("NullAway.Init")
	private CommandSpec spec;

	@Override
	public Integer call() throws Exception {
		PrintWriter out = this.spec.commandLine().getOut();
		EventPrinter printer = new EventPrinter(out);
		HttpClient client = ProtocolClient.of(this.protocol, "https".equals(this.url.getScheme()), this.insecure)
			.headers((set) -> headers().forEach(set::set));
		Flux<Integer> bodies = client.request(this.get ? HttpMethod.GET : HttpMethod.POST)
			.uri(target().toString())
			.send(this.get ? Mono.empty() : Mono.fromSupplier(() -> Unpooled.wrappedBuffer(body().getBytes())))
			.response((response, body) -> printed(printer, response, body));
		Integer status = bodies.timeout(Duration.ofSeconds(this.timeout)).collectList().toFuture().get().get(0);
		printer.end();
		return (status < 400) ? 0 : 1;
	}

	private Flux<Integer> printed(EventPrinter printer, HttpClientResponse response, ByteBufFlux body) {
		HttpResponseStatus status = response.status();
		printer.head(response.version() + " " + status, response.responseHeaders(),
				(this.protocol == Protocol.H1) ? Set.of() : ADDED);
		// The status is repeated, so that the time-out sees every read.
		return Flux.just(status.code()).concatWith(body.asByteArray().map((bytes) -> {
			printer.bytes(bytes);
			return status.code();
		}));
	}

	Map<String, String> headers() {
		Map<String, String> all = new TreeMap<>();
		if (!this.get) {
			all.put("content-type", "application/json");
		}
		all.put("accept", this.stream ? "text/event-stream" : "application/json");
		all.putAll(Headers.parse(this.headers));
		return all;
	}

	private String body() {
		if (this.data != null) {
			return this.data;
		}
		return (this.stream ? Workload.STREAM : Workload.JSON).shortRequestBody(this.model);
	}

	private URI target() {
		return this.url.getRawPath().isEmpty() ? this.url.resolve("/v1/chat/completions") : this.url;
	}

}
