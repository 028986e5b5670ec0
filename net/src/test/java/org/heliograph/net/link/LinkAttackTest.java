package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Hostile wires and hostile peers. Whatever they do, the log stays free of addresses and of our mistakes.
@Timeout(240)
class LinkAttackTest {
    private static final int DIALER_BYTES = 2 * 512 + 3 * 4_096;
    private static final int LISTENER_BYTES = 512 + 3 * 4_096;

    private final List<String> loud = new ArrayList<>();
    private final Logger log = Logger.getLogger("org.heliograph.net");
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() > Level.FINE.intValue()) {
                synchronized (loud) {
                    loud.add(line.getMessage());
                }
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listenToTheLog() {
        log.setUseParentHandlers(false);
        log.setLevel(Level.ALL);
        log.addHandler(listener);
    }

    @AfterEach
    void nothingWasLogged() {
        log.removeHandler(listener);
        synchronized (loud) {
            assertThat(loud).isEmpty();
        }
    }

    @Test
    void aChangedByteAnywhereEndsThatLinkAndNothingElse() {
        try (var alice = Station.open();
                var bob = Station.open();
                var carol = Station.open()) {
            carol.links.dial(bob.address.toString());
            var other = carol.events.awaitUp();
            bob.events.awaitUp();
            Cases.forAll(120, random -> {
                boolean dialerSide = random.nextBoolean();
                int place = random.nextInt(dialerSide ? DIALER_BYTES : LISTENER_BYTES);
                new Tampering(alice, bob, dialerSide, place, (byte) (1 << random.nextInt(8))).run();
            });
            carol.links.send(other.link(), Station.frame(LinkFrame.DIRECT, 4));
            assertThat(Station.numberOf(bob.events.awaitFrame())).isEqualTo(4);
        }
    }

    @Test
    void everyByteOfTheHandshakeCounts() {
        try (var alice = Station.closed(1);
                var bob = Station.closed(1)) {
            for (int place = 0; place < 512; place += 7) {
                new Tampering(alice, bob, true, place, (byte) 0x80).run();
                new Tampering(alice, bob, true, 512 + place, (byte) 1).run();
                new Tampering(alice, bob, false, place, (byte) 0x10).run();
            }
        }
    }

    /// One link through a wire that changes one byte: frames go both ways until it ends, and none is wrong.
    private record Tampering(Station alice, Station bob, boolean dialerSide, int place, byte flip) {
        void run() throws AssertionError {
            try (var tap = new Tap(bob.address, this::meddle)) {
                alice.links.dial(tap.address());
                int handshake = dialerSide ? 2 * 512 + 4_096 : 512 + 4_096;
                if (place >= handshake) {
                    var link = alice.events.awaitUp();
                    var same = bob.events.awaitUp();
                    for (int i = 0; i < 2; i++) {
                        alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, 1));
                        bob.links.send(same.link(), Station.frame(LinkFrame.DIRECT, 1));
                    }
                    assertThat(alice.events.awaitDown()).isEqualTo(link.link());
                    assertThat(bob.events.awaitDown()).isEqualTo(same.link());
                } else if (!dialerSide && place >= 512) {
                    alice.events.awaitFailure(); // the listener's last word was changed: it had a link for a moment
                    assertThat(bob.events.awaitUp().link()).isEqualTo(bob.events.awaitDown());
                } else {
                    alice.events.awaitFailure();
                }
                assertThat(alice.events.upNow()).isEmpty();
                assertThat(bob.events.upNow()).isEmpty();
                alice.events.forgetFrames();
                bob.events.forgetFrames();
            } catch (IOException failure) {
                throw new AssertionError(failure);
            }
        }

        private void meddle(boolean fromDialer, byte[] bytes, int length, long at) {
            if (fromDialer == dialerSide && place >= at && place < at + length) {
                bytes[(int) (place - at)] ^= flip;
            }
        }
    }

    @Test
    void connectionsHeldOpenPushOutOnlyEachOther() throws Exception {
        var held = new ArrayList<Socket>();
        try (var bob = Station.open();
                var alice = Station.open()) {
            for (int i = 0; i < 300; i++) {
                var socket = new Socket(bob.address.host(), bob.address.port());
                held.add(socket);
                if (i % 3 == 0) {
                    socket.getOutputStream().write(new byte[] {1, (byte) 0xfe, 7}); // the beginning of a handshake
                }
            }
            alice.links.dial(bob.address.toString());
            var link = alice.events.awaitUp();
            bob.events.awaitUp();
            alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, 5));
            assertThat(Station.numberOf(bob.events.awaitFrame())).isEqualTo(5);
            assertThat(bob.links.halfOpen()).isLessThanOrEqualTo(HalfOpen.MAX);
        } finally {
            for (var socket : held) {
                socket.close();
            }
        }
    }

    @Test
    void aHandshakeThatTakesTooLongIsGivenUp() throws Exception {
        var hasty = Station.times(Duration.ofMillis(300), Duration.ofSeconds(25), Duration.ofSeconds(80));
        try (var bob = new Station(Network.open("test"), hasty);
                var drip = new Socket(bob.address.host(), bob.address.port())) {
            drip.getOutputStream().write(new byte[] {1, (byte) 0xfe});
            long start = System.nanoTime();
            assertThat(drip.getInputStream().read()).isEqualTo(-1);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(200), Duration.ofSeconds(10));
        }
    }

    @Test
    void junkIsClosedWithoutAWord() {
        try (var bob = Station.closed(1)) {
            Cases.forAll(150, random -> {
                try (var socket = new Socket(bob.address.host(), bob.address.port())) {
                    socket.setSoTimeout(20_000);
                    var junk = random.bytes(600 + random.nextInt(10_000));
                    if (random.nextBoolean()) {
                        junk[0] = 1;
                        junk[1] = (byte) 0xfe; // the length of a handshake message
                    }
                    assertThat(answerTo(socket, junk)).isEqualTo(-1);
                }
            });
        }
    }

    @Test
    void junkInAnOpenNetworkLearnsTheListenersNameAndNoMore() {
        try (var bob = Station.open()) {
            Cases.forAll(100, random -> {
                try (var socket = new Socket(bob.address.host(), bob.address.port())) {
                    socket.setSoTimeout(20_000);
                    var junk = random.bytes(512 * (2 + random.nextInt(20)));
                    for (int at = 0; at < junk.length; at += 512) {
                        junk[at] = 1;
                        junk[at + 1] = (byte) 0xfe;
                    }
                    answerTo(socket, junk);
                }
            });
            assertThat(bob.events.upNow()).isEmpty();
        }
    }

    /// The first byte that comes back, or -1.
    private static int answerTo(Socket socket, byte[] junk) {
        try {
            socket.getOutputStream().write(junk);
            return socket.getInputStream().read();
        } catch (IOException reset) {
            return -1;
        }
    }

    @Test
    void randomBytesInsideALinkEndItAndNothingElse() {
        try (var alice = Station.open();
                var bob = Station.open()) {
            Cases.forAll(40, random -> {
                var noise = new Case(random.nextLong());
                try (var tap = new Tap(bob.address, (fromDialer, bytes, length, at) -> {
                    if (fromDialer && at >= 2 * 512 + 4_096) {
                        System.arraycopy(noise.bytes(length), 0, bytes, 0, length);
                    }
                })) {
                    alice.links.dial(tap.address());
                    var link = alice.events.awaitUp();
                    bob.events.awaitUp();
                    alice.links.send(link.link(), Station.frame(LinkFrame.DIRECT, 1));
                    bob.events.awaitDown();
                    alice.events.awaitDown();
                }
            });
            assertThat(bob.events.framesWaiting()).isZero();
        }
    }

    @Test
    void aPeerThatTalksButDoesNotReadIsGivenUp() throws Exception {
        var quick = Station.times(Duration.ofSeconds(5), Duration.ofMillis(20), Duration.ofMillis(600));
        var blocked = new CountDownLatch(1);
        try (var alice = new Station(Network.open("test"), quick);
                var bob = new Station(Network.open("test"), quick);
                var tap = new Tap(bob.address, (fromDialer, bytes, length, at) -> {
                    if (fromDialer && at > 100_000) {
                        awaitQuietly(blocked); // what alice says stays in the wire, what bob says passes
                    }
                })) {
            alice.links.dial(tap.address());
            var link = alice.events.awaitUp();
            bob.events.awaitUp();
            int dropped = 0;
            for (int i = 0; i < 3 * FrameQueue.CAPACITY; i++) {
                dropped += alice.links.send(link.link(), Station.frame(LinkFrame.STORE, i)) ? 0 : 1;
            }
            assertThat(dropped).isPositive();
            assertThat(alice.events.awaitDown()).isEqualTo(link.link());
            blocked.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
