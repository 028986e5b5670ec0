package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.heliograph.core.MemoryStore;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Device;
import org.heliograph.core.identity.Identity;
import org.heliograph.core.identity.Prekey;
import org.heliograph.core.session.Handshake;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which of several sessions with one contact sends, and how long the others last.
class SessionsTest {
    private static final long FIRST = 1_000;
    private static final long LATER = 2_000;

    private final Random random = new Random(7);
    private final Entropy entropy = random::nextBytes;
    private final Person alice = new Person();
    private final Person bob = new Person();
    private Pair byAlice;
    private Pair byBob;

    /// The two ends of one session.
    private record Pair(Handshake.Started here, Handshake.Accepted there) {}

    private final class Person {
        final Identity identity = Identity.generate(Suite.X25519, entropy);
        final Device device = Device.create(identity, 0, entropy);
        final Prekey prekey = Prekey.create(Suite.X25519, device, 0, entropy);
        final MemoryStore store = new MemoryStore();
        Sessions sessions = new Sessions(store, identity.fingerprint());

        byte[] sending() {
            return sessions.sending().orElseThrow().session().th();
        }

        void restart(Now now) {
            sessions.save(now);
            sessions.close();
            sessions = new Sessions(store, identity.fingerprint());
        }
    }

    @BeforeEach
    void bothWrite() throws PeerFault {
        byAlice = initiation(alice, bob);
        byBob = initiation(bob, alice);
        alice.sessions.addInitiated(byAlice.here.session(), 0, at(0));
        bob.sessions.addInitiated(byBob.here.session(), 0, at(0));
    }

    @Test
    void bothEndsChooseTheSameSession() {
        alice.sessions.addAccepted(byBob.there.session(), FIRST, at(1));
        bob.sessions.addAccepted(byAlice.there.session(), FIRST, at(1));
        assertThat(alice.sending()).isEqualTo(bob.sending()).isEqualTo(lower());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInitiationThatComesLateDoesNotPartThem(boolean restarts) {
        var quick = Arrays.equals(byAlice.here.session().th(), lower()) ? alice : bob;
        var slow = quick == alice ? bob : alice;
        slow.sessions.addAccepted((quick == alice ? byAlice : byBob).there.session(), FIRST, at(1));
        quick.sessions.sending().orElseThrow().hear(LATER, at(2));
        if (restarts) {
            quick.restart(at(2));
        }
        quick.sessions.addAccepted((quick == alice ? byBob : byAlice).there.session(), FIRST, at(3));
        assertThat(quick.sending()).isEqualTo(slow.sending()).isEqualTo(lower());
    }

    @Test
    void whoLostASessionIsAnsweredInTheNewOne() {
        alice.sessions.sending().orElseThrow().hear(FIRST, at(1));
        alice.sessions.addAccepted(byBob.there.session(), LATER, at(2));
        assertThat(alice.sending()).isEqualTo(byBob.here.session().th());
    }

    /// Or it would be read nowhere until the date that the contact once said.
    @Test
    void aClockThatRanAheadHidesLaterWordsForTwoDaysAtMost() {
        alice.sessions.sending().orElseThrow().hear(at(365).wallMillis(), at(1));
        var accepted = alice.sessions.addAccepted(byBob.there.session(), at(2).wallMillis(), at(2));
        assertThat(alice.sessions.sending()).isNotEqualTo(Optional.of(accepted));
        accepted.hear(at(4).wallMillis(), at(4));
        assertThat(alice.sessions.follow(accepted, at(4))).isPresent();
        assertThat(alice.sessions.sending()).contains(accepted);
    }

    /// Its INIT was lost, or refused: the contact never reads what is sealed in it.
    @Test
    void aSessionThatNobodyAnswersIsLeftForTheOneTheContactSpeaksIn() {
        var winner = Arrays.equals(byAlice.here.session().th(), lower()) ? alice : bob;
        var theirs = (winner == alice ? byBob : byAlice).there.session();
        var accepted = winner.sessions.addAccepted(theirs, FIRST, at(0));
        assertThat(winner.sessions.follow(accepted, at(0))).isEmpty();
        accepted.hear(LATER, at(1));
        assertThat(winner.sessions.follow(accepted, at(1))).isPresent();
        assertThat(winner.sessions.sending()).contains(accepted);
    }

    @Test
    void whatWasBegunBeforeThisDeviceWasPutBackIsReadAndNoMore() {
        alice.sessions.sending().orElseThrow().hear(FIRST, at(0));
        alice.sessions.addReadOnly(byBob.there.session(), FIRST, at(0));
        var readOnly = alice.sessions.readable().getFirst();
        readOnly.hear(LATER, at(1));
        assertThat(alice.sessions.follow(readOnly, at(1))).isEmpty();
        alice.restart(at(1));
        readOnly = alice.sessions.readable().getFirst();
        readOnly.hear(LATER + 1, at(2));
        assertThat(alice.sessions.follow(readOnly, at(2))).isEmpty();
        assertThat(alice.sending()).isEqualTo(byAlice.here.session().th());
    }

    @Test
    void theOtherSessionLastsThirtyDaysAfterItWasHeard() {
        var first = alice.sessions.sending().orElseThrow();
        var second = alice.sessions.addAccepted(byBob.there.session(), FIRST, at(0));
        var old = alice.sessions.sending().orElseThrow() == first ? second : first;
        assertThat(alice.sessions.dropOld(at(29))).isEmpty();
        old.hear(LATER, at(29));
        assertThat(alice.sessions.dropOld(at(58))).isEmpty();
        assertThat(alice.sessions.dropOld(at(60))).containsExactly(old.number());
    }

    private byte[] lower() {
        var one = byAlice.here.session();
        var other = byBob.here.session();
        return one.outranks(other) ? one.th() : other.th();
    }

    private Pair initiation(Person from, Person to) throws PeerFault {
        var started = Handshake.start(Suite.X25519, from.device, to.prekey.bundle(), entropy);
        var init = started.initiation().seal(new byte[64], entropy).message();
        var accepted =
                Handshake.accept(init, _ -> Optional.of(to.prekey), to.device, _ -> false, _ -> Optional.empty());
        return new Pair(started, accepted);
    }

    private static Now at(int days) {
        var uptime = Duration.ofDays(days);
        return new Now(uptime, Instant.parse("2026-03-01T12:00:00Z").plus(uptime));
    }
}
