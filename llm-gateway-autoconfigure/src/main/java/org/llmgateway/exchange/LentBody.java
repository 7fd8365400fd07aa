package org.llmgateway.exchange;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

/**
 * Lends a body to filters of Spring Cloud Gateway: the same bytes under a reference count
 * of their own. Its body cache releases a buffer until the count is zero, whoever else
 * holds it, and would free what the folder still needs.
 */
final class LentBody {

	private static final NettyDataBufferFactory BUFFERS = new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

	private LentBody() {
	}

	/**
	 * Lends a body without copying it.
	 * @param body the body, which is retained until the lent buffer is released
	 * @return a buffer, owned by the caller
	 */
	static DataBuffer of(ByteBuf body) {
		return BUFFERS.wrap(Unpooled.compositeBuffer(1).addComponent(true, body.retainedDuplicate()));
	}

}
