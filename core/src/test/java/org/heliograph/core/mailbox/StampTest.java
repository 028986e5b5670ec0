package org.heliograph.core.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Sha256;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class StampTest {
    @Test
    void aFoundStampHoldsAndOneMoreBitIsAlwaysCounted() {
        Cases.forAll(30, random -> {
            var prefix = random.bytes(73);
            int bits = random.nextInt(12);
            long stamp = Stamp.search(prefix, bits, random.nextLong());
            int exactly = Stamp.bits(prefix, stamp);
            assertThat(exactly).isGreaterThanOrEqualTo(bits);
            assertThat(Stamp.holds(prefix, stamp, exactly)).isTrue();
            assertThat(Stamp.holds(prefix, stamp, exactly + 1)).isFalse();
            var hash = new BigInteger(
                    1, Sha256.hash(prefix, new Writer(8).u64(stamp).toBytes()));
            assertThat(256 - hash.bitLength()).isEqualTo(exactly);
        });
    }

    @Test
    void aBoundedSearchGivesUpOrFindsTheSame() {
        Cases.forAll(30, random -> {
            var prefix = random.bytes(73);
            long first = Stamp.search(prefix, 6, 0);
            assertThat(Stamp.search(prefix, 6, 0, first)).isEmpty();
            assertThat(Stamp.search(prefix, 6, 0, first + 1)).hasValue(first);
        });
    }

    @Test
    void theStampIsOverTheSlotAndAllThatIsSigned() {
        Cases.forAll(5, random -> {
            var term = Term.from(Bucket.DAY, Worlds.START);
            var item = Worlds.chainItem(Worlds.chain(random), 3, term, random);
            var boxHash = Sha256.hash(item.box());
            var signed = new Writer(99)
                    .bytes("HG1/box".getBytes(StandardCharsets.US_ASCII))
                    .u8(0)
                    .u64(item.tag())
                    .u8(2)
                    .u16(term.day())
                    .bytes(boxHash)
                    .toBytes();
            var prefix = new Writer(99)
                    .bytes("HG1/stamp".getBytes(StandardCharsets.US_ASCII))
                    .bytes(item.slot().toBytes())
                    .bytes(Sha256.hash(signed))
                    .toBytes();
            assertThat(Stamp.prefix(item)).isEqualTo(prefix);
        });
    }
}
