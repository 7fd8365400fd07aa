package org.llmgateway.exchange;

/**
 * Makes a text of the caller's fit to be shown: in an error, a log line or a terminal.
 */
public final class CallerText {

	private static final int SHOWN = 64;

	private CallerText() {
	}

	/**
	 * The beginning of a text, with a question mark for whatever is not a printable ASCII
	 * character, or ends a quotation.
	 * @param text the text as it came
	 * @return at most 64 characters of it, and three dots where there are more
	 */
	public static String shown(String text) {
		int length = Math.min(text.length(), SHOWN);
		StringBuilder shown = new StringBuilder(length + 3);
		for (int i = 0; i < length; i++) {
			char c = text.charAt(i);
			shown.append((c >= ' ' && c < 0x7F && c != '"' && c != '\\') ? c : '?');
		}
		return ((text.length() > SHOWN) ? shown.append("...") : shown).toString();
	}

}
