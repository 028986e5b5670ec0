package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 32, 63, 64, 65, 200, 512, 513, 4_096, 4_097, 100_000})
    void keepsWhatItTookAndWipesTheSource(int length) {
        var bytes = new SeededEntropy(length).bytes(length);
        for (boolean guarded : new boolean[] {false, true}) {
            var source = bytes.clone();
            try (var secret = guarded ? Secret.guarded(source) : Secret.taking(source)) {
                assertThat(source).isEqualTo(new byte[length]);
                assertThat(secret.length()).isEqualTo(length);
                assertThat(secret.reveal()).isEqualTo(bytes);
                try (var copy = secret.copy()) {
                    assertThat(copy.matches(secret)).isTrue();
                    assertThat(copy.reveal()).isEqualTo(bytes);
                }
            }
        }
    }

    /// The memory of a cell stays ours, so it can be looked at after the secret is gone.
    @ParameterizedTest
    @ValueSource(ints = {16, 64, 65, 512, 513, 4_096})
    void isWipedWhenClosed(int length) {
        var secret = Secret.random(length, Entropy.system());
        MemorySegment bytes = secret.open();
        secret.shut();
        assertThat(bytes.mismatch(MemorySegment.ofArray(new byte[length]))).isNotNegative();
        secret.close();
        assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(new byte[length]);
    }

    @Test
    void isGoneOnceClosed() {
        for (var secret : List.of(
                Secret.taking(new byte[32]),
                Secret.taking(new byte[100]),
                Secret.taking(new byte[1_000]),
                Secret.taking(new byte[5_000]),
                Secret.guarded(new byte[32]))) {
            secret.close();
            secret.close();
            assertThatThrownBy(secret::reveal).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(secret::copy).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(secret::open).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Secret.join(secret)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> Hmac.sha256(secret)).isInstanceOf(IllegalStateException.class);
            try (var other = Secret.taking(new byte[32])) {
                assertThatThrownBy(() -> secret.matches(other)).isInstanceOf(IllegalStateException.class);
                assertThatThrownBy(() -> other.matches(secret)).isInstanceOf(IllegalStateException.class);
                assertThat(other.matches(other)).isTrue();
            }
        }
    }

    /// The next secret gets the cell of the last one; the old handle must not see it.
    @Test
    void aStaleHandleDoesNotSeeTheNextSecretInItsCell() {
        var slab = new Slab(64);
        var first = slab.take(32);
        var stale = Secret.random(32, Entropy.system());
        var address = addressOf(stale);
        stale.close();
        var next = new ArrayList<Secret>();
        do {
            next.add(Secret.random(32, Entropy.system()));
        } while (addressOf(next.getLast()) != address);
        assertThatThrownBy(stale::reveal).isInstanceOf(IllegalStateException.class);
        stale.close(); // and closing it once more does not wipe what is there now
        assertThat(next.getLast().reveal()).isNotEqualTo(new byte[32]);
        next.forEach(Secret::close);
        first.destroy();
        assertThat(slab.cellsInUse()).isZero();
    }

    @Test
    void aCellComesBackEmpty() {
        var slab = new Slab(64);
        var cell = slab.take(64);
        cell.bytes.fill((byte) 7);
        cell.destroy();
        var again = slab.take(64);
        assertThat(again.bytes.address()).isEqualTo(cell.bytes.address());
        assertThat(again.bytes.toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
    }

    @Test
    void aSlabGrowsToItsBoundAndSaysSo() {
        var slab = new Slab(Slab.REGION_BYTES / 4);
        var addresses = new ArrayList<Long>();
        var cells = new ArrayList<Place.Cell>();
        for (int i = 0; i < 4 * 5; i++) {
            cells.add(slab.take(10));
            addresses.add(cells.getLast().bytes.address());
        }
        assertThat(addresses).doesNotHaveDuplicates();
        assertThat(slab.cellsInUse()).isEqualTo(20);
        cells.forEach(Place.Cell::destroy);
        assertThat(slab.cellsInUse()).isZero();
        var small = new Slab(Slab.REGION_BYTES, 2);
        small.take(1);
        small.take(1);
        assertThatThrownBy(() -> small.take(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than 2 secrets");
    }

    @Test
    void everySecretHasItsOwnBytes() {
        var secrets = new ArrayList<Secret>();
        for (int i = 0; i < 50_000; i++) { // more than two regions
            secrets.add(Secret.taking(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}));
        }
        for (int i = 0; i < secrets.size(); i++) {
            assertThat(secrets.get(i).reveal()).containsExactly((byte) i, (byte) (i >> 8), (byte) (i >> 16));
        }
        secrets.forEach(Secret::close);
    }

    @Test
    void joinsInOrderAndLeavesThePartsOpen() {
        try (var one = Secret.taking(new byte[] {1, 2});
                var two = Secret.guarded(new byte[] {3});
                var none = Secret.taking(new byte[0]);
                var joined = Secret.join(one, none, two, one);
                var empty = Secret.join()) {
            assertThat(joined.reveal()).containsExactly(1, 2, 3, 1, 2);
            assertThat(one.reveal()).containsExactly(1, 2);
            assertThat(empty.length()).isZero();
        }
    }

    @Test
    void aMaskGivesASecretOfItsOwn() {
        var mask = new byte[] {9, 1, 2, 4, 9};
        try (var secret = Secret.taking(new byte[] {1, 1, -1});
                var masked = secret.masked(Span.of(mask, 1, 3))) {
            assertThat(masked.reveal()).containsExactly(0, 3, -5);
            assertThat(secret.reveal()).containsExactly(1, 1, -1);
            assertThatThrownBy(() -> secret.masked(Span.of(mask))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void matchesByContent() {
        Cases.forAll(300, random -> {
            var bytes = random.bytes(1 + random.nextInt(600));
            var other = bytes.clone();
            other[random.nextInt(other.length)] ^= (byte) (1 << random.nextInt(8));
            try (var a = Secret.taking(bytes.clone());
                    var b = Secret.guarded(bytes.clone());
                    var c = Secret.taking(other);
                    var shorter = Secret.taking(Arrays.copyOf(bytes, bytes.length - 1))) {
                assertThat(a.matches(b)).isTrue();
                assertThat(b.matches(a)).isTrue();
                assertThat(a.matches(c)).isFalse();
                assertThat(a.matches(shorter)).isFalse();
            }
        });
    }

    @Test
    void tellsNothingAboutItself() {
        try (var secret = Secret.taking(new byte[] {1, 2, 3});
                var guarded = Secret.guarded(new byte[] {1, 2, 3})) {
            assertThat(secret.toString()).isEqualTo("Secret[redacted]");
            assertThat(guarded.toString()).isEqualTo("Secret[redacted]");
            assertThat(secret.equals(guarded)).isFalse();
        }
    }

    @Test
    void aGuardedOneSurvivesTheGarbageCollector() {
        try (var secret = Secret.guarded(new byte[] {1, 2, 3})) {
            for (int i = 0; i < 5; i++) {
                System.gc();
                assertThat(secret.reveal()).containsExactly(1, 2, 3);
            }
        }
    }

    /// Past the bound they lie in cells: all the same to their owner.
    @Test
    void thereMayBeMoreGuardedOnesThanTheSystemHasMapsFor() {
        var secrets = new ArrayList<Secret>();
        for (int i = 0; i < Place.Guarded.MAX + 100; i++) {
            secrets.add(Secret.guarded(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        for (int i = 0; i < secrets.size(); i += 7) {
            assertThat(secrets.get(i).reveal()).containsExactly((byte) i, (byte) (i >> 8));
        }
        secrets.forEach(Secret::close);
        secrets.forEach(secret -> assertThatThrownBy(secret::open).isInstanceOf(IllegalStateException.class));
    }

    @Test
    void closingDuringAUseWaitsForItsEnd() {
        for (var secret : List.of(Secret.taking(new byte[] {5, 6}), Secret.guarded(new byte[] {5, 6}))) {
            var bytes = secret.open();
            secret.close();
            assertThatThrownBy(secret::open).isInstanceOf(IllegalStateException.class);
            assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).containsExactly(5, 6);
            secret.shut();
        }
    }

    /// Threads take, use and close secrets of their own while all of them read one in common.
    @Test
    void manyThreadsAtOnce() throws Exception {
        try (var shared = Secret.taking(new byte[] {42});
                var guarded = Secret.guarded(new byte[] {43})) {
            together(8, seed -> {
                var random = new Case(seed);
                for (int i = 0; i < 3_000; i++) {
                    var bytes = random.bytes(1 + random.nextInt(100));
                    try (var mine = Secret.taking(bytes.clone());
                            var copy = mine.copy()) {
                        assertThat(copy.reveal()).isEqualTo(bytes);
                        assertThat(shared.reveal()).containsExactly(42);
                        assertThat(guarded.reveal()).containsExactly(43);
                    }
                }
                return null;
            });
        }
    }

    /// Whoever comes too late gets the exception, and nobody gets bytes of another secret.
    @Test
    void closingWhileOthersReadIsSafe() throws Exception {
        Cases.forAll(200, random -> {
            var bytes = random.bytes(32);
            var secret = random.nextBoolean() ? Secret.taking(bytes.clone()) : Secret.guarded(bytes.clone());
            together(4, seed -> {
                if (seed == 0) {
                    secret.close();
                    return null;
                }
                try {
                    for (int i = 0; i < 20; i++) {
                        assertThat(secret.reveal()).isEqualTo(bytes);
                        Secret.taking(new byte[] {(byte) seed}).close();
                    }
                } catch (IllegalStateException closed) {
                    assertThat(closed).hasMessageContaining("closed");
                }
                return null;
            });
            assertThatThrownBy(secret::open).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void tellsWhetherTheSystemLocksMemory() {
        try (var secret = Secret.taking(new byte[1])) {
            boolean before = Secret.allLocked();
            assertThat(secret.length()).isOne();
            assertThat(before || !Secret.allLocked())
                    .as("once refused, always told")
                    .isTrue();
        }
    }

    private interface Work {
        Void run(long seed) throws Exception;
    }

    private static void together(int threads, Work work) throws Exception {
        var start = new CountDownLatch(threads);
        try (var pool = Executors.newFixedThreadPool(threads)) {
            var tasks = new ArrayList<Callable<Void>>();
            for (long i = 0; i < threads; i++) {
                long seed = i;
                tasks.add(() -> {
                    start.countDown();
                    start.await();
                    return work.run(seed);
                });
            }
            for (var done : pool.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    private static long addressOf(Secret secret) {
        var bytes = secret.open();
        try {
            return bytes.address();
        } finally {
            secret.shut();
        }
    }
}
