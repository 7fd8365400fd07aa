package org.llmgateway.limit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Memory of a container, by the files of both versions of control groups.
 */
class ContainerSourceTests {

	@TempDir
	Path root;

	private long heap;

	@Test
	void whenThereIsNoControlGroupThenThereIsNoPressure() {
		assertThat(level()).isZero();
	}

	@Test
	void whenVersion2HasALimitThenWhatCannotBeDroppedCounts() {
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/memory.max", "1000\n");
		file("sys/fs/cgroup/memory.current", "900\n");
		file("sys/fs/cgroup/memory.stat", "anon 500\ninactive_file 200\nactive_file 100\n");
		assertThat(level()).isCloseTo(0.7, within(1e-9));
	}

	@Test
	void whenTheHeapHasBeenFullThenItsPagesAreNoDanger() {
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/memory.max", "1000\n");
		file("sys/fs/cgroup/memory.current", "900\n");
		this.heap = 750;
		assertThat(level()).isCloseTo(0.6, within(1e-9));
		file("sys/fs/cgroup/memory.current", "990\n");
		assertThat(level()).isCloseTo(0.96, within(1e-9));
		this.heap = 2000;
		assertThat(level()).isCloseTo(0.99, within(1e-9));
		file("sys/fs/cgroup/memory.current", "500\n");
		this.heap = 800;
		assertThat(level()).isZero();
	}

	@Test
	void whenVersion2HasNoLimitThenThereIsNoPressure() {
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/memory.max", "max\n");
		file("sys/fs/cgroup/memory.current", "900\n");
		assertThat(level()).isZero();
	}

	@Test
	void whenALimitIsSetLaterThenItCounts() {
		file("proc/self/cgroup", "0::/\n");
		file("sys/fs/cgroup/memory.max", "max\n");
		file("sys/fs/cgroup/memory.current", "900\n");
		ContainerSource source = new ContainerSource(this.root, () -> this.heap);
		assertThat(source.read(0).proven()).isZero();
		file("sys/fs/cgroup/memory.max", "1000\n");
		assertThat(source.read(0).proven()).isCloseTo(0.9, within(1e-9));
	}

	@Test
	void whenAGroupAboveHasTheLimitThenItCounts() {
		file("proc/self/cgroup", "0::/kube/pod/app\n");
		file("sys/fs/cgroup/kube/pod/app/memory.max", "max\n");
		file("sys/fs/cgroup/kube/pod/app/memory.current", "100\n");
		file("sys/fs/cgroup/kube/pod/memory.max", "1000\n");
		file("sys/fs/cgroup/kube/pod/memory.current", "800\n");
		assertThat(level()).isCloseTo(0.8, within(1e-9));
	}

	@ParameterizedTest
	@ValueSource(strings = { "/system.slice/docker-1.scope", "/../../docker-1.scope" })
	void whenThePathIsTheHostsThenTheMountIsTheGroup(String path) {
		file("proc/self/cgroup", "0::" + path + "\n");
		file("sys/fs/cgroup/memory.max", "1000\n");
		file("sys/fs/cgroup/memory.current", "800\n");
		assertThat(level()).isCloseTo(0.8, within(1e-9));
	}

	@Test
	void whenVersion1HasALimitThenItCounts() {
		file("proc/self/cgroup", "9:cpu,cpuacct:/a\n5:memory:/docker/1\n0::/\n");
		file("sys/fs/cgroup/memory/docker/1/memory.limit_in_bytes", "1000\n");
		file("sys/fs/cgroup/memory/docker/1/memory.usage_in_bytes", "900\n");
		file("sys/fs/cgroup/memory/docker/1/memory.stat", "inactive_file 500\ntotal_inactive_file 100\n");
		file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
		file("sys/fs/cgroup/memory/memory.usage_in_bytes", "900\n");
		assertThat(level()).isCloseTo(0.8, within(1e-9));
	}

	private double level() {
		return new ContainerSource(this.root, () -> this.heap).read(0).proven();
	}

	private void file(String name, String text) {
		try {
			Path file = this.root.resolve(name);
			Files.createDirectories(file.getParent());
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
