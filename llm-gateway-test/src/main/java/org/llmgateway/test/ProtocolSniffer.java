package org.llmgateway.test;

import java.nio.charset.StandardCharsets;
import java.util.List;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * Tells HTTP/2 by prior knowledge from HTTP/1.1 by the first bytes of a connection (RFC
 * 9113 section 3.4).
 */
final class ProtocolSniffer extends ByteToMessageDecoder {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n".getBytes(StandardCharsets.US_ASCII);

	private final TcpPipeline pipelines;

	ProtocolSniffer(TcpPipeline pipelines) {
		this.pipelines = pipelines;
	}

	@Override
	protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
		int length = Math.min(PREFACE.length, in.readableBytes());
		for (int i = 0; i < length; i++) {
			if (in.getByte(in.readerIndex() + i) != PREFACE[i]) {
				this.pipelines.http1(ctx.pipeline());
				ctx.pipeline().remove(this);
				return;
			}
		}
		if (length == PREFACE.length) {
			this.pipelines.http2(ctx.pipeline());
			ctx.pipeline().remove(this);
		}
	}

}
