package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class ChaCha20Test {
    @Test
    void coversAsPublished() {
        for (var vector : Known.answers("chacha20-rfc8439.txt", 9)) {
            var data = vector.bytes("plaintext");
            try (var key = Secret.taking(vector.bytes("key"))) {
                ChaCha20.xor(key, Span.of(vector.bytes("nonce")), vector.number("counter"), Span.of(data));
            }
            assertThat(data).isEqualTo(vector.bytes("ciphertext"));
        }
    }

    @Test
    void coveringTwiceChangesNothingAndOnlyItsPartIsTouched() {
        Cases.forAll(200, random -> {
            var array = random.bytes(400);
            var before = array.clone();
            var part = Span.of(array, random.nextInt(50), random.nextInt(300));
            var nonce = Span.of(random.bytes(20), 5, ChaCha20.NONCE_BYTES);
            int counter = random.nextInt(1 << 30);
            try (var key = Secret.taking(random.bytes(ChaCha20.KEY_BYTES))) {
                ChaCha20.xor(key, nonce, counter, part);
                assertThat(Span.of(array, 0, part.offset()).copy())
                        .isEqualTo(Span.of(before, 0, part.offset()).copy());
                int after = part.offset() + part.length();
                assertThat(Span.of(array, after, array.length - after).copy())
                        .isEqualTo(Span.of(before, after, array.length - after).copy());
                ChaCha20.xor(key, nonce, counter, part);
                assertThat(array).isEqualTo(before);
            }
        });
    }

    @Test
    void theCounterNamesTheBlockWhereTheStreamBegins() {
        var nonce = Span.of(new byte[ChaCha20.NONCE_BYTES]);
        try (var key = Secret.random(ChaCha20.KEY_BYTES, new SeededEntropy(1))) {
            var whole = new byte[256];
            ChaCha20.xor(key, nonce, 7, Span.of(whole));
            var rest = new byte[128];
            ChaCha20.xor(key, nonce, 9, Span.of(rest));
            assertThat(Span.of(whole, 128, 128).copy()).isEqualTo(rest);
        }
    }

    @Test
    void wrongSizesAreOurOwnMistake() {
        var nonce = Span.of(new byte[ChaCha20.NONCE_BYTES]);
        var data = Span.of(new byte[1]);
        try (var key = Secret.random(ChaCha20.KEY_BYTES, new SeededEntropy(1));
                var shortKey = Secret.random(16, new SeededEntropy(1))) {
            assertThatThrownBy(() -> ChaCha20.xor(shortKey, nonce, 0, data))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ChaCha20.xor(key, data, 0, data)).isInstanceOf(IllegalArgumentException.class);
            var tooLong = Span.of(new byte[(1 << 20) + 1]);
            assertThatThrownBy(() -> ChaCha20.xor(key, nonce, 0, tooLong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
