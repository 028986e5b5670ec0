package org.heliograph.core.onion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class LionessTest {
    @Test
    void aBlockOfAnyLengthInTheMiddleOfAnArrayComesBack() {
        Cases.forAll(300, random -> {
            var array = random.bytes(400);
            var before = array.clone();
            int at = random.nextInt(40);
            var block = Span.of(array, at, random.nextInt(Lioness.LEFT_BYTES + 1, 360));
            try (var key = Secret.taking(random.bytes(Lioness.KEY_BYTES))) {
                Lioness.encrypt(key, block);
                assertThat(block.copy())
                        .isNotEqualTo(Span.of(before, at, block.length()).copy());
                assertThat(Arrays.copyOf(array, at)).isEqualTo(Arrays.copyOf(before, at));
                Lioness.decrypt(key, block);
                assertThat(array).isEqualTo(before);
            }
        });
    }

    /// Of the bits of a block, half change when one is flipped, whichever and in whichever direction.
    @Test
    void oneBitChangesAllOfTheBlock() {
        Cases.forAll(200, random -> {
            var one = random.bytes(Sphinx.PAYLOAD_BYTES);
            var other = one.clone();
            int bit = random.nextInt(one.length * 8);
            other[bit / 8] ^= (byte) (1 << (bit % 8));
            boolean encrypting = random.nextBoolean();
            try (var key = Secret.taking(random.bytes(Lioness.KEY_BYTES));
                    var cipher = new Lioness(key)) {
                for (var block : new byte[][] {one, other}) {
                    if (encrypting) {
                        cipher.encrypt(Span.of(block));
                    } else {
                        cipher.decrypt(Span.of(block));
                    }
                }
            }
            int different = 0;
            for (int i = 0; i < one.length; i++) {
                different += Integer.bitCount((one[i] ^ other[i]) & 0xff);
            }
            int half = one.length * 4; // and eight times the deviation of so many coins
            assertThat(different).isBetween(half - 700, half + 700);
        });
    }

    @Test
    void anotherKeyDoesNotOpen() {
        Cases.forAll(100, random -> {
            var block = random.bytes(Sphinx.PAYLOAD_BYTES);
            var before = block.clone();
            var bytes = random.bytes(Lioness.KEY_BYTES);
            var changed = bytes.clone();
            changed[random.nextInt(32)] ^= (byte) (1 << random.nextInt(8));
            try (var key = Secret.taking(bytes);
                    var other = Secret.taking(changed)) {
                Lioness.encrypt(key, Span.of(block));
                Lioness.decrypt(other, Span.of(block));
            }
            assertThat(block).isNotEqualTo(before);
        });
    }
}
