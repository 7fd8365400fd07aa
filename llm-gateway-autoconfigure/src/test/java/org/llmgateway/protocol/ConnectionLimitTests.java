package org.llmgateway.protocol;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who gets a place, and that nothing is remembered of who has left.
 */
class ConnectionLimitTests {

	@Test
	void whenAsManyAreOpenAsMayBeThenRefusedUntilOneLeaves() throws Exception {
		ConnectionLimit limit = new ConnectionLimit(2, 0);
		assertThat(limit.enter(address("10.0.0.1"))).isNull();
		assertThat(limit.enter(null)).isNull();
		assertThat(limit.enter(address("10.0.0.2"))).isEqualTo(GuardReason.TOTAL);
		assertThat(limit.open()).isEqualTo(2);
		limit.leave(null);
		assertThat(limit.enter(address("10.0.0.2"))).isNull();
		assertThat(limit.addresses()).isZero();
	}

	@Test
	void whenAnAddressHasAsManyAsItMayThenOthersAreServed() throws Exception {
		ConnectionLimit limit = new ConnectionLimit(10, 2);
		assertThat(limit.enter(address("10.0.0.1"))).isNull();
		assertThat(limit.enter(address("10.0.0.1"))).isNull();
		assertThat(limit.enter(address("10.0.0.1"))).isEqualTo(GuardReason.ADDRESS);
		assertThat(limit.enter(address("10.0.0.2"))).isNull();
		assertThat(limit.open()).isEqualTo(3);
		limit.leave(address("10.0.0.1"));
		assertThat(limit.enter(address("10.0.0.1"))).isNull();
	}

	@Test
	void whenClientsUseOneNetworkOfIpv6ThenTheyCountAsOne() throws Exception {
		ConnectionLimit limit = new ConnectionLimit(10, 1);
		assertThat(limit.enter(address("2001:db8:0:1::1"))).isNull();
		assertThat(limit.enter(address("2001:db8:0:1:ffff::2"))).isEqualTo(GuardReason.ADDRESS);
		assertThat(limit.enter(address("2001:db8:0:2::1"))).isNull();
	}

	@Test
	void whenAllHaveLeftThenNoAddressIsRemembered() throws Exception {
		ConnectionLimit limit = new ConnectionLimit(10_000, 1);
		for (int i = 0; i < 10_000; i++) {
			InetAddress address = InetAddress.getByAddress(new byte[] { 10, 0, (byte) (i >> 8), (byte) i });
			assertThat(limit.enter(address)).isNull();
			assertThat(limit.enter(address)).isNotNull();
		}
		assertThat(limit.addresses()).isEqualTo(10_000);
		for (int i = 0; i < 10_000; i++) {
			limit.leave(InetAddress.getByAddress(new byte[] { 10, 0, (byte) (i >> 8), (byte) i }));
		}
		assertThat(limit.addresses()).isZero();
		assertThat(limit.open()).isZero();
	}

	@ParameterizedTest
	@CsvSource({ "0, -1, 20000", "0, 1000, 750", "0, 1048576, 20000", "50000, 1024, 50000" })
	void whenLimitIsNotSetThenItFollowsTheFileDescriptors(int set, long descriptors, int expected) {
		Duration time = Duration.ofMinutes(1);
		ConnectionProperties properties = new ConnectionProperties(time, DataSize.ofKilobytes(1), time, time, set, 0);
		assertThat(properties.resolvedMaxConnections(descriptors)).isEqualTo(expected);
	}

	private static InetAddress address(String name) throws UnknownHostException {
		return InetAddress.getByName(name);
	}

}
