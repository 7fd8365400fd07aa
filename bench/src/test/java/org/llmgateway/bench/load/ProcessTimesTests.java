package org.llmgateway.bench.load;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class ProcessTimesTests {

	@Test
	void whenNameHoldsBracketsAndBlanksThenTimesAreStillFound() {
		String stat = "4711 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 250 50 13 14 20 0 33 0 1000 2000 300";
		assertThat(ProcessTimes.cpuSecondsOfStat(stat)).isCloseTo(3.0, within(1e-9));
	}

	@Test
	void whenThreadIsACompilersThenItsTimeIsCompilerTime() {
		String rest = " S 1 2 3 4 5 6 7 8 9 10 250 50 13 14 20 0 33 0 1000 2000 300";
		assertThat(ProcessTimes.compilerSecondsOfStat("4712 (C2 CompilerThre)" + rest)).isCloseTo(3.0, within(1e-9));
		assertThat(ProcessTimes.compilerSecondsOfStat("4713 (C1 CompilerThre)" + rest)).isCloseTo(3.0, within(1e-9));
		assertThat(ProcessTimes.compilerSecondsOfStat("4714 (llm-epoll-1)" + rest)).isZero();
	}

	@Test
	@EnabledOnOs(OS.LINUX)
	void whenProcessIsThisOneThenItsCompilerHasWorked() {
		long pid = ProcessHandle.current().pid();
		assertThat(ProcessTimes.compilerSeconds(pid)).isGreaterThan(0).isLessThan(ProcessTimes.cpuSeconds(pid));
		assertThat(ProcessTimes.compilerSeconds(-1)).isZero();
	}

	@Test
	void whenStatIsCutThenTimeIsUnknown() {
		assertThat(ProcessTimes.cpuSecondsOfStat("4711 (java) S 1 2")).isEqualTo(-1);
		assertThat(ProcessTimes.cpuSecondsOfStat("")).isEqualTo(-1);
	}

	@Test
	void whenStatusHasRssThenItIsInBytes() {
		assertThat(ProcessTimes.rssOfStatus("Name:\tjava\nVmPeak:\t 9 kB\nVmRSS:\t   2048 kB\n"))
			.isEqualTo(2048 * 1024);
		assertThat(ProcessTimes.rssOfStatus("Name:\tkthreadd\n")).isEqualTo(-1);
	}

	@Test
	void whenMachineIsReadThenIdleTimeIsLeftOut() {
		assertThat(ProcessTimes.busySecondsOfMachine("cpu  100 10 50 9000 40 1 2 40 0 0\ncpu0 1 1 1\n")).isCloseTo(2.0,
				within(1e-9));
		assertThat(ProcessTimes.busySecondsOfMachine("intr 1 2 3")).isEqualTo(-1);
	}

	@Test
	void whenProcessIsThisOneThenTimeGrowsWithWork() {
		long pid = ProcessHandle.current().pid();
		double before = ProcessTimes.cpuSeconds(pid);
		long end = System.nanoTime() + 100_000_000;
		while (System.nanoTime() < end) {
			Thread.onSpinWait();
		}
		assertThat(ProcessTimes.cpuSeconds(pid) - before).isGreaterThan(0.02);
	}

	@Test
	void whenProcessDoesNotExistThenBothAreUnknown() {
		assertThat(ProcessTimes.cpuSeconds(-1)).isEqualTo(-1);
		assertThat(ProcessTimes.rssBytes(-1)).isEqualTo(-1);
	}

}
