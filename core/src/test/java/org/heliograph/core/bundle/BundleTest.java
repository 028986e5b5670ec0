package org.heliograph.core.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.heliograph.core.bundle.Bundle.Content;
import org.heliograph.core.bundle.Bundle.Kind;
import org.heliograph.core.bundle.BundleReader.Found;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {
    private static final int NODE_RECORD_BYTES = 768;

    @Test
    void whatWasWrittenIsReadInWhateverOrderTheRecordsLie() {
        Cases.forAll(60, random -> {
            var made = Made.of(random, random.nextInt(80));
            var behindFirst = made.records.subList(1, made.records.size());
            Collections.shuffle(behindFirst, new Random(random.nextLong()));
            assertThat(made.read(behindFirst)).containsExactlyInAnyOrderElementsOf(made.contents());
        });
    }

    @Test
    void aDamagedRecordCostsItselfAndNoOther() {
        Cases.forAll(60, random -> {
            var made = Made.of(random, random.nextInt(1, 40));
            var hit = new HashSet<Integer>();
            for (int times = random.nextInt(1, 6); times > 0; times--) {
                int index = random.nextInt(1, made.records.size());
                hit.add(index);
                made.records.set(index, damaged(made.records.get(index), random));
            }
            int damage = 0;
            for (int index = 1; index < made.records.size(); index++) {
                boolean isDamaged = made.reader().open(made.records.get(index)) instanceof Found.Damaged;
                assertThat(isDamaged).isEqualTo(hit.contains(index));
                damage += isDamaged ? 1 : 0;
            }
            assertThat(damage).isEqualTo(hit.size());
            assertThat(made.read(made.records).size()).isGreaterThanOrEqualTo(made.contents.size() - hit.size());
        });
    }

    private static byte[] damaged(byte[] record, Case random) {
        return switch (random.nextInt(4)) {
            case 0 -> new byte[Bundle.RECORD_BYTES];
            case 1 -> random.bytes(Bundle.RECORD_BYTES);
            case 2 -> Arrays.copyOf(record, random.nextInt(Bundle.RECORD_BYTES));
            default -> {
                var flipped = record.clone();
                flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
                yield flipped;
            }
        };
    }

    @Test
    void recordsOfAnotherBundleAreForeignToThisOne() {
        Cases.forAll(20, random -> {
            var one = Made.of(random, 5);
            var other = Made.of(random, 5);
            assertThat(one.read(other.records)).isEmpty();
            var underThisKey = new BundleReader(one.key, other.salt);
            assertThat(one.records.subList(1, one.records.size()))
                    .as("the salt is bound to the record, not to the key alone")
                    .allMatch(record -> underThisKey.open(record) instanceof Found.Damaged);
        });
    }

    @Test
    void anyBytesAreJudged() {
        Cases.forAll(3_000, random -> {
            var made = Made.of(random, 0);
            var found = made.reader().open(random.bytesUpTo(2 * Bundle.RECORD_BYTES));
            assertThat(found).isInstanceOf(Found.Damaged.class);
            var content = random.bytes(RecordSeal.PLAIN_BYTES - 1);
            int kind = random.nextInt(256);
            var ofAMember = new RecordSeal(made.key, made.salt).seal(kind, content, random(random));
            var expected = Kind.of(kind)
                    .<Found>map(it -> new Found.Carried(new Content(it, Arrays.copyOf(content, it.bytes))))
                    .orElseGet(Found.Nothing::new);
            assertThat(made.reader().open(ofAMember)).usingRecursiveComparison().isEqualTo(expected);
        });
    }

    @Test
    void aBundleIsAPowerOfTwoOfRecordsWithAtLeastATenthOfChaff() {
        for (int contents = 0; contents <= 5_000; contents++) {
            int records = Bundle.records(contents);
            int chaff = records - 1 - contents;
            assertThat(Integer.bitCount(records)).isOne();
            assertThat(records).isGreaterThanOrEqualTo(Bundle.LEAST_RECORDS);
            assertThat(10 * chaff).isGreaterThanOrEqualTo(contents);
            if (records > Bundle.LEAST_RECORDS) {
                int inHalf = records / 2 - 1 - contents;
                assertThat(10 * inHalf).as("%d would fit into half", contents).isLessThan(contents);
            }
        }
    }

    @Test
    void theLargestPowerOfTwoThatFitsIsFilled() {
        assertThat(Bundle.capacity(65_535)).isEmpty();
        assertThat(Bundle.capacity(-1)).isEmpty();
        assertThat(Bundle.capacity(65_536)).hasValue(13);
        assertThat(Bundle.capacity(131_071)).hasValue(13);
        assertThat(Bundle.capacity(Long.MAX_VALUE)).hasValue(476_624);
        Cases.forAll(1_000, random -> {
            long size = 65_536L + random.nextInt(1 << 28);
            int capacity = Bundle.capacity(size).orElseThrow();
            assertThat((long) Bundle.records(capacity) * Bundle.RECORD_BYTES).isBetween(size / 2 + 1, size);
            assertThat(Bundle.records(capacity + 1)).isEqualTo(2 * Bundle.records(capacity));
        });
        assertThat(Bundle.records(476_624)).isEqualTo(Bundle.MOST_RECORDS);
    }

    @Test
    void everyPlaceIsAsLikelyToHoldContent() {
        int rounds = 3_000;
        int[] held = new int[15];
        for (long seed = 0; seed < rounds; seed++) {
            var places = new Places(15, 5, random(new Case(seed)));
            int count = 0;
            for (int place = 0; places.left() > 0; place++) {
                boolean holds = places.next();
                held[place] += holds ? 1 : 0;
                count += holds ? 1 : 0;
            }
            assertThat(count).isEqualTo(5);
        }
        double expected = rounds / 3.0;
        double sigma = Math.sqrt(expected * 2 / 3);
        for (double count : held) {
            assertThat(count).isBetween(expected - 4.5 * sigma, expected + 4.5 * sigma);
        }
    }

    /// Whoever finds the file sees bytes that are as good as random ones, and no block twice.
    @Test
    void nothingInTheFileTellsContentFromChaff() {
        int[] seen = new int[256];
        var blocks = new HashSet<ByteBuffer>();
        int bytes = 0;
        for (long seed = 0; seed < 40; seed++) {
            var made = Made.of(new Case(seed), (int) seed % 14);
            for (var record : made.records) {
                assertThat(record).hasSize(Bundle.RECORD_BYTES);
                bytes += record.length;
                for (byte value : record) {
                    seen[value & 0xff]++;
                }
                for (int at = 0; at < record.length; at += 16) {
                    assertThat(blocks.add(ByteBuffer.wrap(record, at, 16).slice()))
                            .isTrue();
                }
            }
        }
        double expected = bytes / 256.0;
        double chiSquare = 0;
        for (int count : seen) {
            chiSquare += (count - expected) * (count - expected) / expected;
        }
        assertThat(chiSquare).as("255 degrees of freedom").isBetween(150.0, 380.0);
    }

    @Test
    void samplesLieInTheFileAndApart() {
        assertThat(BundleReader.samples(0)).isEmpty();
        assertThat(BundleReader.samples(1)).isEmpty();
        assertThat(BundleReader.samples(3)).containsExactly(1, 2);
        for (int records : new int[] {16, 64, 65, 66, 1_000, Bundle.MOST_RECORDS}) {
            assertThat(BundleReader.samples(records))
                    .hasSize(Math.min(64, records - 1))
                    .doesNotHaveDuplicates()
                    .isSorted()
                    .allMatch(index -> index > 0 && index < records);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 15", "15, 1", "16, 0", "17, 15", "32, 0", "33, 31", "524287, 1", "524288, 0"})
    void aFileThatWasCutIsKnownByItsSize(int records, int missing) {
        assertThat(BundleReader.missing(records)).isEqualTo(missing);
    }

    @Test
    void aPassphraseGivesAnotherKeyForEachSalt() {
        var words = "correct horse".getBytes(StandardCharsets.UTF_8);
        var random = new Case(1);
        var salt = random.bytes(Bundle.SALT_BYTES);
        try (var key = Bundle.key(words, salt);
                var again = Bundle.key(words, salt);
                var other = Bundle.key(words, random.bytes(Bundle.SALT_BYTES))) {
            assertThat(key.length()).isEqualTo(Aead.KEY_BYTES);
            assertThat(key.matches(again)).isTrue();
            assertThat(key.matches(other)).isFalse();
        }
    }

    @Test
    void thePurposeOfAKeyIsAsSpecified() {
        var salt = new byte[Bundle.SALT_BYTES];
        salt[15] = 7;
        assertThat(Bundle.purpose(salt)).startsWith("HG1/bundle".getBytes(StandardCharsets.US_ASCII));
        assertThat(Bundle.purpose(salt)).hasSize(26).endsWith(salt);
    }

    private static Entropy random(Case random) {
        return out -> {
            var bytes = random.bytes(out.length);
            System.arraycopy(bytes, 0, out, 0, out.length);
        };
    }

    /// A bundle in memory.
    private record Made(Secret key, byte[] salt, List<byte[]> contents, List<byte[]> records) {
        static Made of(Case random, int count) {
            var salt = random.bytes(Bundle.SALT_BYTES);
            var key = Hkdf.expand(Secret.taking(random.bytes(32)), Bundle.purpose(salt), Aead.KEY_BYTES);
            var contents = new ArrayList<byte[]>();
            var writer = new BundleWriter(key, salt, count, random(random));
            var records = new ArrayList<>(List.of(writer.first()));
            while (writer.hasNext()) {
                if (writer.nextHoldsContent()) {
                    boolean isItem = random.nextBoolean();
                    var content = random.bytes(isItem ? Item.BYTES : NODE_RECORD_BYTES);
                    contents.add(content);
                    records.add(writer.content(new Content(isItem ? Kind.ITEM : Kind.NODE_RECORD, content)));
                } else {
                    records.add(writer.chaff());
                }
            }
            assertThat(records).hasSize(writer.records());
            assertThat(contents).hasSize(count);
            return new Made(key, salt, contents, records);
        }

        BundleReader reader() {
            return new BundleReader(key, BundleReader.salt(records.getFirst()).orElseThrow());
        }

        List<byte[]> read(List<byte[]> from) {
            var read = new ArrayList<byte[]>();
            for (var record : from) {
                if (reader().open(record) instanceof Found.Carried(var content)) {
                    read.add(content.bytes());
                }
            }
            return read;
        }
    }
}
