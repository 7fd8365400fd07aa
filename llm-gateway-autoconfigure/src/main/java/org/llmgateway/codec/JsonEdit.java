package org.llmgateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import org.jspecify.annotations.Nullable;

import org.llmgateway.llm.BodyEdit;

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
	 * The edit that replaces a value by a string.
	 * @param start offset in bytes from the body's reader index of the value's first byte
	 * @param end offset in bytes of the byte after the value
	 * @param newValue the new value, not yet escaped
	 * @return the edit
	 */
	public static BodyEdit string(int start, int end, String newValue) {
		return new BodyEdit(start, end, JsonEscapes.encode(newValue));
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
		return apply(body, string(start, end, newValue), null, allocator);
	}

	/**
	 * Applies one edit or two. Takes ownership of the body, also when it throws, and
	 * returns a buffer that the caller owns, as {@link #replaceString} does.
	 * @param body the document between its indices
	 * @param one an edit
	 * @param other another edit at another place, or {@code null}
	 * @param allocator makes the new buffer
	 * @return the edited document
	 * @throws IndexOutOfBoundsException if the edits are not inside the body
	 */
	public static ByteBuf apply(ByteBuf body, BodyEdit one, @Nullable BodyEdit other, ByteBufAllocator allocator) {
		if (other != null && other.start() < one.start()) {
			return applyInOrder(body, other, one, allocator);
		}
		return applyInOrder(body, one, other, allocator);
	}

	private static ByteBuf applyInOrder(ByteBuf body, BodyEdit first, @Nullable BodyEdit second,
			ByteBufAllocator allocator) {
		try {
			int length = body.readableBytes();
			check(first, 0, length);
			if (second != null) {
				check(second, first.end(), length);
			}
			return (length < COPIED_BYTES) ? copy(body, first, second, allocator)
					: compose(body, first, second, allocator);
		}
		finally {
			body.release();
		}
	}

	private static void check(BodyEdit edit, int from, int length) {
		if (edit.start() < from || edit.end() < edit.start() || edit.end() > length) {
			throw new IndexOutOfBoundsException(
					"no range of a body of " + length + " bytes: " + edit.start() + " to " + edit.end());
		}
	}

	private static ByteBuf copy(ByteBuf body, BodyEdit first, @Nullable BodyEdit second, ByteBufAllocator allocator) {
		int more = ByteBufUtil.utf8MaxBytes(first.json())
				+ ((second != null) ? ByteBufUtil.utf8MaxBytes(second.json()) : 0);
		ByteBuf edited = allocator.buffer(body.readableBytes() + more);
		int done = copyUpTo(body, 0, first, edited);
		if (second != null) {
			done = copyUpTo(body, done, second, edited);
		}
		return edited.writeBytes(body, body.readerIndex() + done, body.readableBytes() - done);
	}

	private static int copyUpTo(ByteBuf body, int done, BodyEdit edit, ByteBuf edited) {
		edited.writeBytes(body, body.readerIndex() + done, edit.start() - done);
		ByteBufUtil.writeUtf8(edited, edit.json());
		return edit.end();
	}

	private static ByteBuf compose(ByteBuf body, BodyEdit first, @Nullable BodyEdit second,
			ByteBufAllocator allocator) {
		CompositeByteBuf edited = allocator.compositeBuffer(5);
		int done = addUpTo(body, 0, first, edited, allocator);
		if (second != null) {
			done = addUpTo(body, done, second, edited, allocator);
		}
		return edited.addComponent(true, body.retainedSlice(body.readerIndex() + done, body.readableBytes() - done));
	}

	private static int addUpTo(ByteBuf body, int done, BodyEdit edit, CompositeByteBuf edited,
			ByteBufAllocator allocator) {
		edited.addComponent(true, body.retainedSlice(body.readerIndex() + done, edit.start() - done));
		edited.addComponent(true, ByteBufUtil.writeUtf8(allocator, edit.json()));
		return edit.end();
	}

}
