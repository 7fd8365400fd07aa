package org.llmgateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;

/**
 * Edits a JSON document in its buffer at offsets that {@link JsonPeek} has found.
 */
public final class JsonEdit {

	/**
	 * Up to this many bytes a document is copied as a whole: one contiguous buffer is
	 * written faster than three parts.
	 */
	static final int COPIED_BYTES = 64 * 1024;

	private JsonEdit() {
	}

	/**
	 * Replaces a value by a string. Takes ownership of the body, also when it throws, and
	 * returns a buffer that the caller owns: a copy of a body below 64 KiB, otherwise one
	 * that is put together of slices of the body.
	 * @param body the document between its indices
	 * @param start offset in bytes from the body's reader index of the value's first byte
	 * @param end offset in bytes of the byte after the value
	 * @param newValue the new value, not yet escaped
	 * @param allocator makes the new buffer
	 * @return the edited document
	 * @throws IndexOutOfBoundsException if the offsets are not inside the body
	 */
	public static ByteBuf replaceString(ByteBuf body, int start, int end, String newValue, ByteBufAllocator allocator) {
		try {
			int length = body.readableBytes();
			if (start < 0 || end < start || end > length) {
				throw new IndexOutOfBoundsException(
						"no range of a body of " + length + " bytes: " + start + " to " + end);
			}
			String json = JsonEscapes.encode(newValue);
			if (length < COPIED_BYTES) {
				return copy(body, start, end, json, allocator);
			}
			return compose(body, start, end, json, allocator);
		}
		finally {
			body.release();
		}
	}

	private static ByteBuf copy(ByteBuf body, int start, int end, String json, ByteBufAllocator allocator) {
		int from = body.readerIndex();
		int length = body.readableBytes();
		int valueBytes = ByteBufUtil.utf8Bytes(json);
		ByteBuf edited = allocator.buffer(length - (end - start) + valueBytes);
		edited.writeBytes(body, from, start);
		ByteBufUtil.reserveAndWriteUtf8(edited, json, valueBytes);
		return edited.writeBytes(body, from + end, length - end);
	}

	private static ByteBuf compose(ByteBuf body, int start, int end, String json, ByteBufAllocator allocator) {
		int from = body.readerIndex();
		CompositeByteBuf edited = allocator.compositeBuffer(3);
		edited.addComponent(true, body.retainedSlice(from, start));
		edited.addComponent(true, ByteBufUtil.writeUtf8(allocator, json));
		return edited.addComponent(true, body.retainedSlice(from + end, body.readableBytes() - end));
	}

}
