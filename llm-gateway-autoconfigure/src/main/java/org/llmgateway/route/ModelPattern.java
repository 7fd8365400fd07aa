package org.llmgateway.route;

/**
 * Matches names against patterns in which an asterisk stands for any characters, in
 * linear space and without regular expressions.
 */
final class ModelPattern {

	private ModelPattern() {
	}

	static boolean matches(String glob, String name) {
		int g = 0;
		int n = 0;
		int star = -1;
		int retry = 0;
		while (n < name.length()) {
			if (g < glob.length() && glob.charAt(g) == '*') {
				star = g++;
				retry = n;
			}
			else if (g < glob.length() && glob.charAt(g) == name.charAt(n)) {
				g++;
				n++;
			}
			else if (star >= 0) {
				g = star + 1;
				n = ++retry;
			}
			else {
				return false;
			}
		}
		while (g < glob.length() && glob.charAt(g) == '*') {
			g++;
		}
		return g == glob.length();
	}

}
