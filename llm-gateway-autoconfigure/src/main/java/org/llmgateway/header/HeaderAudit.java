package org.llmgateway.header;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Logs one record for each refused header, at most so many in a time, and never a value.
 *
 * <p>
 * Of a value a record has the length and a short hash, by which the same value is known
 * again for as long as the gateway runs: the hash is salted, so that a short value cannot
 * be found out by trying.
 */
final class HeaderAudit {

	private static final int HASH_BYTES = 6;

	private static final Log logger = LogFactory.getLog(HeaderAudit.class);

	private final AuditRate rate;

	private final byte[] salt;

	HeaderAudit(AuditRate rate, byte[] salt) {
		this.rate = rate;
		this.salt = salt.clone();
	}

	/**
	 * Logs a violation, or counts it for the next record.
	 * @param requestId the id of the request
	 * @param violation what was wrong
	 */
	void record(String requestId, HeaderViolation violation) {
		if (logger.isWarnEnabled() && this.rate.tryTake()) {
			logger.warn(line(requestId, violation, this.rate.takeSuppressed()));
		}
	}

	private String line(String requestId, HeaderViolation violation, long suppressed) {
		String value = violation.value();
		StringBuilder line = new StringBuilder(160).append("event=header_refused request_id=")
			.append(requestId)
			.append(" header=")
			.append(violation.header())
			.append(" reason=")
			.append(violation.reason().id());
		if (value != null) {
			line.append(" length=").append(value.length()).append(" hash=").append(hash(value));
		}
		return line.append(" suppressed=").append(suppressed).toString();
	}

	private String hash(String value) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			digest.update(this.salt);
			byte[] hash = digest.digest(value.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
