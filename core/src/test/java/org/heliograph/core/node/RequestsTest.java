package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.heliograph.core.MemoryStore;
import org.heliograph.core.identity.Identity;
import org.heliograph.core.identity.IdentityKey;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;
import org.junit.jupiter.api.Test;

class RequestsTest {
    private static final int USUAL = 20;

    private final Case random = new Case(3);
    private final MemoryStore store = new MemoryStore();
    private Requests requests = new Requests(store);
    private long minute;

    /// A flood from made-up identities that cost nothing but the usual stamp.
    @Test
    void aFloodDoesNotPushOutWhoDidMoreWork() {
        var patient = stranger();
        assertThat(add(patient, USUAL + 4)).isTrue();
        for (int i = 0; i < 3 * Requests.MAX; i++) {
            assertThat(add(stranger(), USUAL)).isTrue();
            assertThat(requests.all()).hasSizeLessThanOrEqualTo(Requests.MAX);
        }
        assertThat(requests.from(patient.fingerprint())).isPresent();
        requests = new Requests(store);
        assertThat(requests.from(patient.fingerprint())).isPresent();
        assertThat(requests.all()).hasSize(Requests.MAX);
    }

    @Test
    void amongEqualsTheOldestGoes() {
        var first = stranger();
        add(first, USUAL);
        var second = stranger();
        add(second, USUAL);
        while (requests.all().size() < Requests.MAX) {
            add(stranger(), USUAL + 1);
        }
        assertThat(add(stranger(), USUAL)).isTrue();
        assertThat(requests.from(first.fingerprint())).isEmpty();
        assertThat(requests.from(second.fingerprint())).isPresent();
    }

    @Test
    void whoDidLessThanAllOthersIsNotHeard() {
        while (requests.all().size() < Requests.MAX) {
            add(stranger(), USUAL);
        }
        assertThat(add(stranger(), USUAL - 1)).isFalse();
        assertThat(requests.all()).hasSize(Requests.MAX);
    }

    @Test
    void aStrangerWaitsOnce() {
        var eager = stranger();
        assertThat(add(eager, USUAL)).isTrue();
        assertThat(add(eager, USUAL + 9)).isFalse();
        assertThat(requests.all()).hasSize(1);
    }

    private boolean add(IdentityKey stranger, int stampBits) {
        minute++;
        return requests.add(new Requests.Request(stranger, 60_000 * minute, stampBits, new byte[9], false));
    }

    private IdentityKey stranger() {
        try (var identity = Identity.generate(Suite.X25519, random::nextBytes)) {
            return identity.key();
        }
    }
}
