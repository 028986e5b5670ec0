package org.heliograph.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AeadTest {
    private static final byte[] NOTHING = new byte[0];

    @Test
    void sealsAsPublished() {
        for (var vector : Known.answers("aead.txt", 7)) {
            var aead = Aead.valueOf(vector.text("aead"));
            var nonce = vector.bytes("nonce");
            var ad = vector.bytes("ad");
            try (var key = Secret.taking(vector.bytes("key"))) {
                assertThat(aead.seal(key, nonce, ad, vector.bytes("plaintext"))).isEqualTo(vector.bytes("sealed"));
                assertThat(aead.open(key, nonce, ad, vector.bytes("sealed"))).contains(vector.bytes("plaintext"));
            }
        }
    }

    /// draft-irtf-cfrg-xchacha-03, 2.2.1: the subkey is known, and XChaCha is ChaCha under the subkey with the rest of
    /// the nonce.
    @Test
    void theSubkeyIsTheOneOfTheDraft() {
        try (var key = Secret.taking(Known.bytes("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
                var subkey = Secret.taking(
                        Known.bytes("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc"))) {
            var nonce = Known.bytes("000000090000004a0000000031415927" + "0102030405060708");
            var shortNonce = Known.bytes("00000000" + "0102030405060708");
            assertThat(Aead.XCHACHA20_POLY1305.seal(key, nonce, NOTHING, new byte[100]))
                    .isEqualTo(Aead.CHACHA20_POLY1305.seal(subkey, shortNonce, NOTHING, new byte[100]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneBitAnywhereIsNoticed(Aead aead) {
        Cases.forAll(20, random -> {
            var nonce = random.bytes(aead.nonceBytes());
            var ad = random.bytes(1 + random.nextInt(20));
            try (var key = Secret.taking(random.bytes(Aead.KEY_BYTES))) {
                var sealed = aead.seal(key, nonce, ad, random.bytesUpTo(40));
                for (int bit = 0; bit < sealed.length * 8; bit++) {
                    assertThat(aead.open(key, nonce, ad, flipped(sealed, bit))).isEmpty();
                }
                assertThat(aead.open(key, nonce, flipped(ad, random.nextInt(ad.length * 8)), sealed))
                        .isEmpty();
                assertThat(aead.open(key, flipped(nonce, random.nextInt(nonce.length * 8)), ad, sealed))
                        .isEmpty();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void spansSealInPlaceAndInTheMiddleOfArrays(Aead aead) {
        Cases.forAll(100, random -> {
            var plaintext = random.bytesUpTo(300);
            var nonce = random.bytes(5 + aead.nonceBytes());
            var ad = random.bytes(40);
            int at = random.nextInt(30);
            try (var key = Secret.taking(random.bytes(Aead.KEY_BYTES))) {
                var place = new byte[at + plaintext.length + Aead.TAG_BYTES + 3];
                System.arraycopy(plaintext, 0, place, at, plaintext.length);
                var nonceSpan = Span.of(nonce, 5, aead.nonceBytes());
                var adSpan = Span.of(ad, 3, 30);
                var clear = Span.of(place, at, plaintext.length);
                var sealed = Span.of(place, at, plaintext.length + Aead.TAG_BYTES);
                aead.seal(key, nonceSpan, adSpan, clear, sealed);
                assertThat(sealed.copy()).isEqualTo(aead.seal(key, nonceSpan.copy(), adSpan.copy(), plaintext));
                assertThat(Arrays.copyOf(place, at)).isEqualTo(new byte[at]);
                assertThat(place).endsWith(0, 0, 0);
                assertThat(aead.open(key, nonceSpan, adSpan, sealed, clear)).isTrue();
                assertThat(clear.copy()).isEqualTo(plaintext);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void theSameInputGivesTheSameBox(Aead aead) {
        try (var key = Secret.random(Aead.KEY_BYTES, Entropy.system())) {
            var nonce = new byte[aead.nonceBytes()];
            assertThat(aead.seal(key, nonce, NOTHING, new byte[9]))
                    .isEqualTo(aead.seal(key, nonce, NOTHING, new byte[9]));
        }
    }

    @ParameterizedTest
    @EnumSource
    void wrongSizesAreOurOwnMistake(Aead aead) {
        try (var key = Secret.random(Aead.KEY_BYTES, Entropy.system());
                var shortKey = Secret.random(16, Entropy.system())) {
            var nonce = new byte[aead.nonceBytes()];
            assertThatThrownBy(() -> aead.seal(shortKey, nonce, NOTHING, NOTHING))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("key of 32");
            assertThatThrownBy(() -> aead.seal(key, new byte[8], NOTHING, NOTHING))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> aead.seal(key, nonce, NOTHING, new byte[(1 << 20) + 1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pieces");
            assertThatThrownBy(() -> aead.seal(key, nonce, new byte[(1 << 20) + 1], NOTHING))
                    .isInstanceOf(IllegalArgumentException.class);
            var room = Span.of(new byte[20]);
            assertThatThrownBy(() -> aead.seal(key, Span.of(nonce), room, room, room))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 more");
            assertThatThrownBy(() -> aead.open(key, Span.of(nonce), room, room, room))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 fewer");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooShortToHoldATagDoesNotOpen(Aead aead) {
        try (var key = Secret.random(Aead.KEY_BYTES, Entropy.system())) {
            var nonce = new byte[aead.nonceBytes()];
            for (int length = 0; length <= Aead.TAG_BYTES; length++) {
                assertThat(aead.open(key, nonce, NOTHING, new byte[length])).isEmpty();
            }
            assertThat(aead.open(key, Span.of(nonce), Span.of(NOTHING), Span.of(new byte[15]), Span.of(NOTHING)))
                    .isFalse();
        }
    }

    @Test
    void theLargestMessageStillFits() {
        try (var key = Secret.random(Aead.KEY_BYTES, Entropy.system())) {
            var nonce = new byte[24];
            var message = new byte[1 << 20];
            var sealed = Aead.XCHACHA20_POLY1305.seal(key, nonce, NOTHING, message);
            assertThat(Aead.XCHACHA20_POLY1305.open(key, nonce, NOTHING, sealed))
                    .contains(message);
        }
    }

    private static byte[] flipped(byte[] bytes, int bit) {
        var copy = bytes.clone();
        copy[bit / 8] ^= (byte) (1 << (bit % 8));
        return copy;
    }
}
