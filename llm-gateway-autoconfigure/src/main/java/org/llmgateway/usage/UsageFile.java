package org.llmgateway.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

import org.llmgateway.exchange.ConfigurationFault;

/**
 * A file that whole lines are added to.
 */
class UsageFile {

	private final Path path;

	private final FileChannel channel;

	UsageFile(Path path) {
		this.path = path;
		try {
			Path folder = path.toAbsolutePath().getParent();
			if (folder != null) {
				Files.createDirectories(folder);
			}
			this.channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new ConfigurationFault("llm.gateway.usage.log.path", path.toString(),
					"the file cannot be written: " + ex, "Name a file in a folder that the gateway may write to.");
		}
	}

	/**
	 * Adds lines, all of them or none.
	 * @param lines the lines with their ends
	 * @throws IOException if they could not be written
	 */
	void append(byte[] lines) throws IOException {
		long size = this.channel.size();
		ByteBuffer buffer = ByteBuffer.wrap(lines);
		try {
			while (buffer.hasRemaining()) {
				this.channel.write(buffer);
			}
		}
		catch (IOException ex) {
			if (buffer.position() > 0) {
				this.channel.truncate(size);
			}
			throw ex;
		}
	}

	void sync() throws IOException {
		this.channel.force(true);
	}

	void close() throws IOException {
		this.channel.close();
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
