package org.llmgateway.codec;

/**
 * How much text a JSON document holds, counted while it was scanned.
 *
 * <p>
 * Text is every string value except data in base64: a {@code data:} URL that says
 * {@code ;base64,} in its first 100 bytes, any {@code data:} URL under {@code url} or
 * {@code image_url}, and a value of more than 256 bytes of the base64 alphabet under
 * {@code data}, {@code b64_json}, {@code file_data} or {@code image_data}, at any depth.
 * Names of members are not text.
 *
 * @param ascii characters below U+0080
 * @param symbols those of them that are neither letters nor spaces; of a long string as
 * in its beginning
 * @param other code points from U+0080 on; a surrogate pair is one, as is a lone
 * surrogate
 * @param wide those of them that are Chinese, Japanese or Korean
 * @param verbatim bytes of the top-level members that are counted as they stand, in all
 * their structure
 * @param numbers numbers that stand directly in an array, as the token ids of a prompt do
 */
public record TextCount(long ascii, long symbols, long other, long wide, long verbatim, long numbers) {

	/**
	 * No text at all.
	 */
	public static final TextCount NONE = new TextCount(0, 0, 0, 0, 0, 0);

}
