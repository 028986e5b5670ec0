package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Random histories of two ends over a network that loses, delays, repeats, reorders and alters: 10,000 in all. The
/// slower suites get fewer.
class HistoryTest {
    private static final int EVENTS = 14;

    /// What one end sent and the network still has.
    private record Flight(End to, Session.Sealed sealed, byte[] frame) {}

    @ParameterizedTest
    @CsvSource({
        "X25519, 8300",
        "X25519_MLKEM768, 1300",
        "P256, 150",
        "P256_MLKEM768, 130",
        "X448, 60",
        "X448_MLKEM1024, 60",
    })
    void whatIsNotLostOpensOnceWhateverTheNetworkDoes(Suite suite, int histories) {
        var seed = new Case(suite.code());
        var alice = new Person(suite, seed::nextBytes);
        var bob = new Person(suite, seed::nextBytes);
        Cases.forAll(histories, random -> {
            try (var pair = Pair.between(alice, bob, random::nextBytes)) {
                new History(pair, random).run();
            }
        });
    }

    private static final class History {
        private final Pair pair;
        private final Case random;
        private final List<Flight> flying = new ArrayList<>();
        private final List<Flight> landed = new ArrayList<>();

        History(Pair pair, Case random) {
            this.pair = pair;
            this.random = random;
        }

        void run() throws PeerFault {
            for (int event = 0; event < EVENTS; event++) {
                step(random.nextInt(12));
            }
            while (!flying.isEmpty()) {
                deliver();
            }
            for (var flight : landed) {
                flight.to.refuse(flight.sealed.message());
            }
        }

        private void step(int kind) throws PeerFault {
            var end = random.nextBoolean() ? pair.alice() : pair.bob();
            switch (kind) {
                case 0, 1, 2, 3 -> send(end);
                case 4, 5, 6, 7 -> deliver();
                case 8 -> lose();
                case 9 -> repeat();
                case 10 -> alter();
                default -> end.restart();
            }
        }

        private void send(End from) {
            var frame = random.bytesUpTo(80);
            var to = from == pair.alice() ? pair.bob() : pair.alice();
            flying.add(new Flight(to, from.seal(frame, random::nextBytes), frame));
        }

        private void deliver() throws PeerFault {
            if (!flying.isEmpty()) {
                var flight = flying.remove(random.nextInt(flying.size()));
                var opened = flight.to.open(flight.sealed.message());
                assertThat(opened.frame()).isEqualTo(flight.frame);
                assertThat(opened.chainTag()).isEqualTo(flight.sealed.chainTag());
                assertThat(opened.n()).isEqualTo(flight.sealed.n());
                landed.add(flight);
            }
        }

        private void lose() {
            if (!flying.isEmpty()) {
                flying.remove(random.nextInt(flying.size()));
            }
        }

        private void repeat() {
            if (!landed.isEmpty()) {
                var flight = random.pick(landed);
                flight.to.refuse(flight.sealed.message());
            }
        }

        private void alter() {
            if (!flying.isEmpty()) {
                var flight = random.pick(flying);
                var altered = flight.sealed.message().clone();
                altered[random.nextInt(altered.length)] ^= (byte) (1 + random.nextInt(255));
                flight.to.refuse(altered);
            }
        }
    }

    @Test
    void sessionsStartedFromBothSidesAtOnceAgreeOnTheOneToSendIn() {
        var seed = new Case(0);
        var alice = new Person(Suite.X25519, seed::nextBytes);
        var bob = new Person(Suite.X25519, seed::nextBytes);
        Cases.forAll(200, random -> {
            var mine = alice.start(bob, random::nextBytes);
            var theirs = bob.start(alice, random::nextBytes);
            var mineAtBob = bob.accept(
                    mine.initiation().seal(new byte[9], random::nextBytes).message());
            var theirsAtAlice = alice.accept(
                    theirs.initiation().seal(new byte[9], random::nextBytes).message());
            boolean alicesCounts = mine.session().outranks(theirsAtAlice.session());
            assertThat(theirs.session().outranks(mineAtBob.session())).isEqualTo(!alicesCounts);
            try (var first = new Pair(new End(mine.session()), new End(mineAtBob.session()), random::nextBytes);
                    var second =
                            new Pair(new End(theirs.session()), new End(theirsAtAlice.session()), random::nextBytes)) {
                first.roundTrip();
                second.roundTrip();
            }
        });
    }
}
