package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.Deflater;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.wire.LinkFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LinksTest {
    @Test
    void twoNodesTalkBothWays() {
        try (var alice = Station.open();
                var bob = Station.open()) {
            talk(alice, bob);
        }
    }

    @Test
    void twoMembersOfAClosedNetworkTalkBothWays() {
        try (var alice = Station.closed(1);
                var bob = Station.closed(1)) {
            talk(alice, bob);
        }
    }

    private static void talk(Station alice, Station bob) {
        alice.links.dial(bob.address.toString());
        var ofAlice = alice.events.awaitUp();
        var ofBob = bob.events.awaitUp();
        assertThat(ofAlice.peer()).isEqualTo(bob.id());
        assertThat(ofBob.peer()).isEqualTo(alice.id());
        assertThat(ofAlice.origin().dialer()).isTrue();
        assertThat(ofBob.origin().dialer()).isFalse();
        assertThat(ofAlice.origin().address()).isEqualTo(bob.address.toString());
        assertThat(ofAlice.origin().remote()).hasToString("Optional[" + bob.address + "]");
        assertThat(ofBob.origin().address()).isEmpty();
        assertThat(ofBob.origin().remote()).isPresent();
        assertThat(ofAlice.handshakeHash()).isEqualTo(ofBob.handshakeHash()).hasSize(32);
        var hello = Station.frame(LinkFrame.DIRECT, 1);
        var answer = Station.frame(LinkFrame.STORE, 2);
        alice.links.send(ofAlice.link(), hello);
        assertThat(bob.events.awaitFrame()).isEqualTo(hello);
        bob.links.send(ofBob.link(), answer);
        assertThat(alice.events.awaitFrame()).isEqualTo(answer);
        alice.links.finish(ofAlice.link());
        assertThat(alice.events.awaitDown()).isEqualTo(ofAlice.link());
        assertThat(bob.events.awaitDown()).isEqualTo(ofBob.link());
    }

    @Test
    void aNodeOfAClosedNetworkSaysNothingToStrangers() throws Exception {
        try (var stranger = Station.closed(2);
                var member = Station.closed(1);
                var tap = Tap.listening(member.address)) {
            stranger.links.dial(tap.address());
            assertThat(stranger.events.awaitFailure()).isEqualTo(tap.address());
            assertThat(tap.recorded(true)).hasSize(LinkHandshake.MESSAGE_BYTES);
            assertThat(tap.recorded(false)).isEmpty();
        }
    }

    @Test
    void nodesOfDifferentNetworksDoNotMeet() {
        try (var alice = new Station(Network.open("one"), LinkTimes.STANDARD);
                var bob = new Station(Network.open("two"), LinkTimes.STANDARD);
                var carol = Station.closed(1)) {
            alice.links.dial(bob.address.toString());
            alice.events.awaitFailure();
            alice.links.dial(carol.address.toString());
            alice.events.awaitFailure();
            carol.links.dial(bob.address.toString());
            carol.events.awaitFailure();
        }
    }

    @Test
    void aNodeRefusesItself() {
        try (var alice = Station.open()) {
            alice.links.dial(alice.address.toString());
            assertThat(alice.events.awaitFailure()).isEqualTo(alice.address.toString());
            assertThat(alice.events.upNow()).isEmpty();
        }
    }

    @Test
    void addressesThatLeadNowhereFail() {
        try (var alice = Station.open()) {
            for (var address : new String[] {"nonsense", "127.0.0.1:1", "no.such.host.invalid:7", ":", "[::1"}) {
                alice.links.dial(address);
                assertThat(alice.events.awaitFailure()).isEqualTo(address);
            }
        }
    }

    @Test
    void everythingOnTheWireHasOneSizeAndDoesNotCompress() throws Exception {
        try (var alice = Station.closed(1);
                var bob = Station.closed(1);
                var tap = Tap.listening(bob.address)) {
            alice.links.dial(tap.address());
            var ofAlice = alice.events.awaitUp();
            var ofBob = bob.events.awaitUp();
            for (int i = 0; i < 50; i++) {
                alice.links.send(ofAlice.link(), Station.frame(LinkFrame.DIRECT, i));
                bob.links.send(ofBob.link(), Station.frame(LinkFrame.DIRECT, i));
            }
            for (int i = 0; i < 50; i++) {
                alice.events.awaitFrame();
                bob.events.awaitFrame();
            }
            // Two messages of the handshake from the dialer, one from the listener; an upgrade frame and 50 from each.
            assertThat(tap.recorded(true)).hasSize(2 * 512 + 51 * 4_096);
            assertThat(tap.recorded(false)).hasSize(512 + 51 * 4_096);
            assertThat(deflated(tap.recorded(true))).isGreaterThan(0.999);
            assertThat(deflated(tap.recorded(false))).isGreaterThan(0.999);
        }
    }

    private static double deflated(byte[] bytes) {
        // The lengths before messages and frames are in the clear, and all the same: they are not content.
        var content = bytes.clone();
        var deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(content);
            deflater.finish();
            int length = deflater.deflate(new byte[2 * bytes.length]);
            return (double) length / bytes.length;
        } finally {
            deflater.end();
        }
    }

    @Test
    void keysAreRenewedWithoutAFrameLost() {
        var everyTen = Station.rekeying(10, Duration.ofHours(1));
        var always = Station.rekeying(1L << 20, Duration.ZERO);
        try (var alice = new Station(Network.open("test"), everyTen);
                var bob = new Station(Network.open("test"), always)) {
            alice.links.dial(bob.address.toString());
            var ofAlice = alice.events.awaitUp();
            var ofBob = bob.events.awaitUp();
            for (int i = 0; i < 500; i++) {
                alice.links.send(ofAlice.link(), Station.frame(LinkFrame.DIRECT, i));
                bob.links.send(ofBob.link(), Station.frame(LinkFrame.DIRECT, i));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(Station.numberOf(bob.events.awaitFrame())).isEqualTo(i);
                assertThat(Station.numberOf(alice.events.awaitFrame())).isEqualTo(i);
            }
        }
    }

    @Test
    void whatIsQueuedGoesBeforeALinkEnds() {
        try (var alice = Station.open();
                var bob = Station.open()) {
            alice.links.dial(bob.address.toString());
            var link = alice.events.awaitUp();
            for (int i = 0; i < 1_000; i++) {
                alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, i));
            }
            alice.links.close();
            bob.events.awaitDown();
            assertThat(bob.events.framesWaiting()).isEqualTo(1_000);
        }
    }

    @Test
    void aStreamArrivesWholeAndInOrder() {
        int count = Integer.getInteger("link.frames", 20_000);
        try (var alice = Station.open();
                var bob = Station.open()) {
            alice.links.dial(bob.address.toString());
            var link = alice.events.awaitUp();
            var frame = Station.frame(LinkFrame.DIRECT, 7);
            long start = System.nanoTime();
            Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    while (!alice.links.send(link.link(), frame)) {
                        LockSupport.parkNanos(50_000); // the queue is full: the reader is slower
                    }
                }
            });
            for (int i = 0; i < count; i++) {
                bob.events.awaitFrame();
            }
            System.out.printf("%,.0f frames/s one way%n", count / ((System.nanoTime() - start) / 1e9));
        }
    }

    @Test
    void aSlowReceiverMakesTheSenderWaitAndLosesNothing() {
        try (var alice = Station.open();
                var bob = Station.open()) {
            var opened = new CountDownLatch(1);
            bob.events.holdFramesUntil(opened);
            alice.links.dial(bob.address.toString());
            var link = alice.events.awaitUp();
            int sent = 0;
            while (alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, sent))) {
                sent++;
            }
            assertThat(sent).isGreaterThanOrEqualTo(FrameQueue.CAPACITY);
            opened.countDown();
            for (int i = 0; i < sent; i++) {
                assertThat(Station.numberOf(bob.events.awaitFrame())).isEqualTo(i);
            }
        }
    }

    @Test
    void paddingKeepsAQuietLinkAlive() throws Exception {
        var quick = Station.times(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofMillis(1_500));
        try (var alice = new Station(Network.open("test"), quick);
                var bob = new Station(Network.open("test"), quick);
                var tap = Tap.listening(bob.address)) {
            alice.links.dial(tap.address());
            var link = alice.events.awaitUp();
            bob.events.awaitUp();
            int padded = 2 * 512 + 41 * 4_096;
            while (tap.recorded(true).length < padded) {
                Thread.sleep(20); // twice the time in which silence would have ended the link
            }
            alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, 9));
            assertThat(Station.numberOf(bob.events.awaitFrame())).isEqualTo(9);
            assertThat(bob.events.framesWaiting()).isZero();
        }
    }

    @Test
    void aPeerThatFallsSilentIsGivenUp() {
        var silent = Station.times(Duration.ofSeconds(5), Duration.ofHours(1), Duration.ofMillis(200));
        try (var alice = new Station(Network.open("test"), silent);
                var bob = new Station(Network.open("test"), silent)) {
            alice.links.dial(bob.address.toString());
            assertThat(alice.events.awaitDown())
                    .isEqualTo(alice.events.awaitUp().link());
            assertThat(bob.events.awaitDown()).isEqualTo(bob.events.awaitUp().link());
        }
    }

    @Test
    void aSecondDialToTheSameNodeFailsOnlyWhenTheFirstLinkEnds() throws Exception {
        try (var alice = Station.open();
                var bob = Station.open();
                var tap = Tap.listening(bob.address)) {
            alice.links.dial(bob.address.toString());
            var link = alice.events.awaitUp();
            bob.events.awaitUp();
            alice.links.dial(tap.address());
            tap.awaitClosed();
            assertThat(tap.recorded(true)).as("alice did not say who she is").hasSize(512);
            alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, 1));
            bob.events.awaitFrame();
            assertThat(alice.events.failuresWaiting()).isZero();
            bob.links.close();
            assertThat(alice.events.awaitDown()).isEqualTo(link.link());
            assertThat(alice.events.awaitFailure()).isEqualTo(tap.address());
        }
    }

    @Test
    void nodesThatDialEachOtherAtOnceKeepTheLinkOfTheLowerId() throws Exception {
        for (int round = 0; round < 10; round++) {
            try (var one = Station.open();
                    var other = Station.open()) {
                boolean oneIsLower = one.id().compareTo(other.id()) < 0;
                var lower = oneIsLower ? one : other;
                var higher = oneIsLower ? other : one;
                higher.links.dial(lower.address.toString());
                lower.links.dial(higher.address.toString());
                var kept = lower.events.awaitUp();
                while (!kept.origin().dialer()) {
                    kept = lower.events.awaitUp();
                }
                var hash = kept.handshakeHash();
                var same = higher.events.awaitUp();
                while (!java.util.Arrays.equals(same.handshakeHash(), hash)) {
                    same = higher.events.awaitUp();
                }
                lower.links.send(kept.link(), Station.frame(LinkFrame.DIRECT, round));
                higher.links.send(same.link(), Station.frame(LinkFrame.DIRECT, round));
                assertThat(Station.numberOf(higher.events.awaitFrame())).isEqualTo(round);
                assertThat(Station.numberOf(lower.events.awaitFrame())).isEqualTo(round);
            }
        }
    }
}
