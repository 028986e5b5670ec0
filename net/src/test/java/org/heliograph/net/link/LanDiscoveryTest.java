package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import org.heliograph.core.mesh.Network;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// On the networks of this machine; its loopback is one.
@Timeout(120)
class LanDiscoveryTest {
    @Test
    void nodesThatWereToldOfNobodyFindEachOther() throws Exception {
        try (var alice = Station.closed(3);
                var bob = Station.closed(3)) {
            alice.links.discover();
            bob.links.discover();
            var ofAlice = alice.events.awaitUp();
            var ofBob = bob.events.awaitUp();
            assertThat(ofAlice.peer()).isEqualTo(bob.id());
            assertThat(ofBob.peer()).isEqualTo(alice.id());
            assertThat(alice.events.upNow()).as("once").isEmpty();
        }
    }

    @Test
    void whoIsOfAnotherNetworkLearnsNothing() throws Exception {
        try (var alice = Station.closed(4);
                var carol = new Station(Network.open("elsewhere"), LinkTimes.STANDARD);
                var bob = Station.closed(4)) {
            carol.links.discover();
            alice.links.discover();
            bob.links.discover();
            assertThat(alice.events.awaitUp().peer()).isEqualTo(bob.id());
            assertThat(carol.events.upNow()).isEmpty();
        }
    }

    /// Words of others are no words at all.
    @Test
    void junkIsNotHeard() throws Exception {
        Cases.forAll(2_000, random -> {
            byte[] junk = random.bytesUpTo(40);
            LanBeacon.decode(junk).ifPresent(heard -> assertThat(heard.encode()).isEqualTo(junk));
        });
        var beacon = new LanBeacon(new byte[LanBeacon.NAME_BYTES], 7_001);
        assertThat(beacon.encode()).hasSize(LanBeacon.BYTES);
        assertThat(LanBeacon.decode(beacon.encode()).orElseThrow().port()).isEqualTo(7_001);
        assertThat(LanBeacon.decode(new LanBeacon(beacon.name(), 0).encode())).isEmpty();
        try (var alice = Station.closed(5);
                var bob = Station.closed(5);
                var socket = new DatagramSocket()) {
            alice.links.discover();
            for (int i = 0; i < 1_000; i++) {
                byte[] junk = {'H', 'G', 'L', '1', (byte) i, (byte) (i >> 8)};
                socket.send(new DatagramPacket(junk, junk.length, InetAddress.ofLiteral("127.0.0.1"), 47_271));
            }
            bob.links.discover();
            assertThat(alice.events.awaitUp().peer()).isEqualTo(bob.id());
        }
    }

    @Test
    void nobodyIsSentBeyondTheOwnNetwork() throws Exception {
        var own = NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1")).getInterfaceAddresses().stream()
                .filter(it -> it.getAddress().getHostAddress().equals("127.0.0.1"))
                .findFirst()
                .orElseThrow();
        assertThat(LanDiscovery.isBeside(own, InetAddress.ofLiteral("127.3.2.1")))
                .isTrue();
        assertThat(LanDiscovery.isBeside(own, InetAddress.ofLiteral("126.0.0.1")))
                .isFalse();
        assertThat(LanDiscovery.isBeside(own, InetAddress.ofLiteral("203.0.113.7")))
                .isFalse();
        assertThat(LanDiscovery.isBeside(own, InetAddress.ofLiteral("::1"))).isFalse();
    }
}
