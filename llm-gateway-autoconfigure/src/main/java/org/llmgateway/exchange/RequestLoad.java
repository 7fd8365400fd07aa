package org.llmgateway.exchange;

import java.util.Objects;
import java.util.function.IntConsumer;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.llmgateway.llm.LoadClass;

/**
 * What a request is to a gateway under load: whose it is, and how much it matters.
 */
public final class RequestLoad {

	private volatile Mono<String> principal = Mono.empty();

	private volatile @Nullable String tenant;

	private volatile LoadClass loadClass = LoadClass.STANDARD;

	private volatile @Nullable IntConsumer meter;

	RequestLoad() {
	}

	/**
	 * The door puts in who Spring Security says the caller is.
	 * @param principal the name, empty where nobody is known
	 */
	public void principal(Mono<String> principal) {
		this.principal = Objects.requireNonNull(principal);
	}

	public Mono<String> principal() {
		return this.principal;
	}

	public LoadClass loadClass() {
		return this.loadClass;
	}

	/**
	 * Who shares what there is with others.
	 * @return the tenant, or {@code null} before ADMISSION
	 */
	public @Nullable String tenant() {
		return this.tenant;
	}

	/**
	 * ADMISSION puts in whose the request is.
	 * @param tenant who shares what there is with others
	 * @param loadClass the class of the tenant
	 */
	public void admit(String tenant, LoadClass loadClass) {
		this.tenant = tenant;
		this.loadClass = loadClass;
	}

	/**
	 * Lowers the class; a higher one changes nothing.
	 * @param loadClass the class of a model, a pool or a route
	 * @return whether it is lower now
	 */
	public boolean lower(LoadClass loadClass) {
		boolean lower = loadClass.compareTo(this.loadClass) < 0;
		if (lower) {
			this.loadClass = loadClass;
		}
		return lower;
	}

	/**
	 * ADMISSION puts in what wants to know of each part of a body that is read into
	 * memory, where the length is not declared.
	 * @param meter told of bytes as they arrive; it throws a {@link GatewayException} to
	 * refuse the rest
	 */
	public void meter(IntConsumer meter) {
		this.meter = meter;
	}

	/**
	 * INSPECTION shows each part of the body that it reads into memory.
	 * @param part the part, which is released if it is refused
	 * @return the same
	 * @throws GatewayException if it is refused
	 */
	public ByteBuf arrived(ByteBuf part) {
		IntConsumer meter = this.meter;
		if (meter != null) {
			try {
				meter.accept(part.readableBytes());
			}
			catch (GatewayException ex) {
				part.release();
				throw ex;
			}
		}
		return part;
	}

}
