package org.heliograph.core.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.PeerFault.Kind;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTest {
    private final Entropy entropy = new Case(7)::nextBytes;
    private Pair pair;
    private End alice;
    private End bob;

    @BeforeEach
    void start() throws PeerFault {
        meet(Suite.X25519);
    }

    private void meet(Suite suite) throws PeerFault {
        pair = Pair.of(suite, entropy);
        alice = pair.alice();
        bob = pair.bob();
    }

    @AfterEach
    void close() {
        pair.close();
    }

    private Session.Sealed send(End from, int frame) {
        return from.seal(new byte[] {(byte) (frame >>> 8), (byte) frame}, entropy);
    }

    private List<Session.Sealed> send(End from, int count, int first) {
        var sent = new ArrayList<Session.Sealed>();
        for (int i = 0; i < count; i++) {
            sent.add(send(from, first + i));
        }
        return sent;
    }

    @Test
    void aThousandMessagesOpenInReverse() throws PeerFault {
        var sent = send(alice, 1_000, 0);
        Collections.reverse(sent);
        int number = 1_000;
        for (var sealed : sent) {
            number--;
            assertThat(bob.session().open(sealed.message()).frame()).containsExactly(number >>> 8, number & 0xff);
        }
        assertThat(bob.session().receiving()).hasSize(2);
    }

    @Test
    void messagesOfEarlierChainsOpenAfterManyAnswers() throws PeerFault {
        var late = new ArrayList<Session.Sealed>();
        for (int turn = 0; turn < Session.OLDER_CHAINS; turn++) {
            late.add(send(alice, turn));
            pair.roundTrip();
        }
        bob.restart();
        for (var sealed : late) {
            assertThat(bob.open(sealed.message()).chainTag()).isEqualTo(sealed.chainTag());
        }
        assertThat(bob.storedKeys()).isZero();
        assertThat(bob.session().receiving()).hasSize(2);
    }

    @Test
    void onlySoManyEarlierChainsAreKept() throws PeerFault {
        var first = send(alice, 0);
        for (int turn = 0; turn < Session.OLDER_CHAINS + 2; turn++) {
            send(alice, turn);
            pair.roundTrip();
        }
        assertThat(bob.session().receiving()).hasSize(2 + Session.OLDER_CHAINS);
        assertThat(bob.storedKeys()).isEqualTo(Session.OLDER_CHAINS + 1); // and one in the current chain
        assertThat(bob.refuse(first.message())).isEqualTo(Kind.FORGED);
    }

    @Test
    void neverMoreSkippedKeysThanTheBoundAndTheOldestGoFirst() throws PeerFault {
        var early = send(alice, 1_500, 0);
        pair.roundTrip();
        assertThat(bob.storedKeys()).isEqualTo(1_500);
        var later = send(alice, 1_000, 0);
        bob.open(send(alice, 0).message());
        assertThat(bob.storedKeys()).isEqualTo(Session.SKIPPED_KEYS);
        int dropped = 2_500 - Session.SKIPPED_KEYS;
        assertThat(bob.refuse(early.get(dropped - 1).message())).isEqualTo(Kind.OVER_LIMIT);
        bob.restart();
        assertThat(bob.refuse(early.get(dropped - 1).message())).isEqualTo(Kind.OVER_LIMIT);
        bob.open(early.get(dropped).message());
        bob.open(later.getFirst().message());
        bob.open(later.getLast().message());
    }

    @Test
    void aChainEndsAtItsBoundUntilTheOtherAnswers() throws PeerFault {
        var sent = new ArrayList<Session.Sealed>();
        while (alice.session().canSend()) {
            sent.add(alice.session().seal(new byte[1], entropy));
        }
        assertThat(sent).hasSize(Session.CHAIN_LENGTH - 1); // the INIT carried the first
        assertThat(sent.getLast().n()).isEqualTo(Session.CHAIN_LENGTH - 1);
        assertThatThrownBy(() -> alice.session().seal(new byte[1], entropy)).isInstanceOf(IllegalStateException.class);
        bob.open(sent.getLast().message());
        assertThat(bob.storedKeys()).isEqualTo(Session.SKIPPED_KEYS);
        assertThat(bob.refuse(sent.getFirst().message()))
                .as("a number passed over in one leap beyond the bound")
                .isEqualTo(Kind.OVER_LIMIT);
        alice.open(send(bob, 0).message());
        assertThat(alice.session().canSend()).isTrue();
        bob.open(send(alice, 0).message());
        bob.open(sent.get(sent.size() - 2).message());
    }

    @Test
    void countsBeyondTheBoundsAreRefusedBeforeAnyKeyIsDerived() throws PeerFault {
        var transcript = new byte[32];
        var bobsKey = AgreementKey.generate(Suite.X25519, entropy);
        var agreed = new Session.Agreed(Suite.X25519, transcript, Secret.random(32, entropy));
        var header = entropy.bytes(32);
        var keys = new KeySchedule.SessionKeys(
                Secret.random(32, entropy),
                Secret.taking(header.clone()),
                Secret.random(32, entropy),
                Secret.random(32, entropy));
        var layout = new MessageLayout(Suite.X25519, transcript);
        try (var session = Session.responder(agreed, keys, bobsKey);
                var known = HeaderKey.from(Secret.taking(header.clone()));
                var body = Secret.random(32, entropy)) {
            int[][] counts = {{0, 4_096}, {4_097, 0}, {0, -1}, {-1, 0}, {0, Integer.MAX_VALUE}};
            for (var count : counts) {
                var claim = new MessageLayout.Header(bobsKey.publicKey(), count[0], count[1]);
                var message = layout.seal(known.encryption(), body, claim, new byte[1], entropy);
                assertThatThrownBy(() -> session.open(message))
                        .isInstanceOfSatisfying(
                                PeerFault.class,
                                fault -> assertThat(fault.kind()).isEqualTo(Kind.OVER_LIMIT));
            }
            var lowOrder = new MessageLayout.Header(new byte[32], 0, 0);
            var message = layout.seal(known.encryption(), body, lowOrder, new byte[1], entropy);
            assertThatThrownBy(() -> session.open(message))
                    .isInstanceOfSatisfying(
                            PeerFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.MALFORMED));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256"})
    void aMessageAlteredAtAnyByteIsRefusedAndChangesNothing(Suite suite) throws PeerFault {
        close();
        meet(suite);
        send(alice, 0);
        var inChain = alice.seal(new byte[40], entropy).message();
        refuseAltered(bob, inChain);
        bob.open(inChain);
        var answer = bob.seal(new byte[40], entropy).message();
        refuseAltered(alice, answer);
        alice.open(answer);
        var skipped = bob.seal(new byte[40], entropy).message();
        alice.open(bob.seal(new byte[40], entropy).message());
        refuseAltered(alice, skipped);
        alice.open(skipped);
    }

    private static void refuseAltered(End to, byte[] message) {
        for (int at = 0; at < message.length; at++) {
            for (int bit = 1; bit < 256; bit <<= 7) {
                message[at] ^= (byte) bit;
                to.refuse(message);
                message[at] ^= (byte) bit;
            }
        }
        for (int length = 0; length < message.length; length++) {
            to.refuse(Arrays.copyOf(message, length));
        }
        to.refuse(Arrays.copyOf(message, message.length + 1));
    }

    @Test
    void aMessageOfAnotherSuiteOrTypeOrSessionIsRefused() throws PeerFault {
        var message = send(alice, 0).message();
        message[1] = (byte) Suite.X25519_MLKEM768.code();
        assertThat(bob.refuse(message)).isEqualTo(Kind.FORGED);
        message[1] = (byte) Suite.X25519.code();
        message[0] = 1;
        assertThat(bob.refuse(message)).isEqualTo(Kind.MALFORMED);
        try (var other = Pair.of(Suite.X25519, entropy)) {
            assertThat(other.bob().refuse(send(alice, 0).message())).isEqualTo(Kind.FORGED);
        }
        assertThat(alice.refuse(send(alice, 0).message())).isEqualTo(Kind.FORGED);
    }

    @Test
    void whoStoleTheWholeStateReadsNothingAfterOneRoundTrip() throws PeerFault {
        pair.roundTrip();
        try (var stolenFromAlice = alice.restored();
                var stolenFromBob = bob.restored()) {
            pair.roundTrip();
            pair.roundTrip();
            var toBob = send(alice, 1).message();
            var toAlice = send(bob, 2).message();
            assertThatThrownBy(() -> stolenFromBob.open(toBob)).isInstanceOf(PeerFault.class);
            assertThatThrownBy(() -> stolenFromAlice.open(toAlice)).isInstanceOf(PeerFault.class);
            bob.open(toBob);
            alice.open(toAlice);
        }
    }

    @Test
    void whoStealsTheStateAfterwardsReadsNothingThatWasOpened() throws PeerFault {
        var old = new ArrayList<byte[]>();
        for (int turn = 0; turn < 3; turn++) {
            var sent = send(alice, 5, 0);
            for (var sealed : sent) {
                bob.open(sealed.message());
                old.add(sealed.message());
            }
            alice.open(send(bob, 0).message());
        }
        try (var stolenFromBob = bob.restored();
                var stolenFromAlice = alice.restored()) {
            for (var message : old) {
                assertThatThrownBy(() -> stolenFromBob.open(message)).isInstanceOf(PeerFault.class);
                assertThatThrownBy(() -> stolenFromAlice.open(message)).isInstanceOf(PeerFault.class);
            }
        }
    }

    @Test
    void bothEndsNameTheChainsAlike() throws PeerFault {
        assertThat(watched(bob).getFirst())
                .isNotEqualTo(alice.session().sending().tag());
        assertThat(watched(bob)).contains(alice.session().sending().tag());
        assertThat(watched(alice)).contains(bob.session().sending().tag());
        var nextOfBob = bob.session().sending();
        var answer = send(bob, 0);
        assertThat(answer.chainTag()).isEqualTo(nextOfBob.tag());
        var atAlice = alice.session().receiving().getFirst();
        assertThat(atAlice.tag()).isEqualTo(nextOfBob.tag());
        assertThat(atAlice.hkb().matches(nextOfBob.hkb())).isTrue();
        send(bob, 1);
        assertThat(alice.open(send(bob, 2).message()).newChain()).isTrue();
        assertThat(alice.open(answer.message()).newChain()).isFalse();
        var current = alice.session().receiving().get(1);
        assertThat(current.tag()).isEqualTo(nextOfBob.tag());
        assertThat(current.next()).isEqualTo(3);
        assertThat(current.lowestGap()).isEqualTo(1);
    }

    private static List<Long> watched(End end) {
        return end.session().receiving().stream()
                .map(Session.ReceivingChain::tag)
                .toList();
    }

    @Test
    void keysThatTheSenderGivesUpAreForgotten() throws PeerFault {
        var lost = send(alice, 5, 0);
        bob.open(send(alice, 9).message());
        bob.session().forgetSkipped(lost.getFirst().chainTag(), lost.get(3).n());
        assertThat(bob.session().receiving().get(1).lowestGap())
                .isEqualTo(lost.get(3).n());
        assertThat(bob.session().takeSkippedChanges(1))
                .hasSize(3)
                .allSatisfy(change -> assertThat(change.value()).isEmpty());
        assertThatThrownBy(() -> bob.session().open(lost.getFirst().message())).isInstanceOf(PeerFault.class);
        bob.open(lost.get(3).message());
    }

    @Test
    void skippedKeysAreDroppedByTheTimeTheyWereStored() throws PeerFault {
        var session = bob.session();
        var first = send(alice, 0);
        session.open(send(alice, 1).message());
        assertThat(session.takeSkippedChanges(10_000)).hasSize(1);
        var second = send(alice, 2);
        session.open(send(alice, 3).message());
        session.dropSkippedOlderThan(10_001);
        assertThatThrownBy(() -> session.open(first.message()))
                .isInstanceOfSatisfying(
                        PeerFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.OVER_LIMIT));
        assertThat(session.takeSkippedChanges(20_000)).hasSize(2);
        session.dropSkippedOlderThan(20_000);
        session.open(second.message());
    }

    @Test
    void aProofOnALinkIsOfThisSessionThisRoleAndThisLink() throws PeerFault {
        var hash = new byte[32];
        var mine = alice.session().linkMac(0, hash);
        assertThat(bob.session().linkMac(0, hash)).isEqualTo(mine);
        assertThat(bob.session().linkMac(1, hash)).isNotEqualTo(mine);
        assertThat(bob.session().linkMac(0, new byte[] {1})).isNotEqualTo(mine);
    }
}
