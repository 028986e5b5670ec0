package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class SketchTest {
    private static final SipHash KEY = new SipHash(1, 2);

    private static long[] marks(int count, Case random) {
        return LongStream.generate(() -> random.nextLong() >>> 16)
                .distinct()
                .limit(count)
                .sorted()
                .toArray();
    }

    private static Sketch sketch(int symbols, long[]... sets) {
        var sketch = new Sketch(KEY, symbols);
        for (var set : sets) {
            for (long mark : set) {
                sketch.put(mark, 1);
            }
        }
        return sketch;
    }

    private static byte[] bytes(Sketch sketch) {
        var out = new Writer(1_024);
        sketch.write(out);
        return out.toBytes();
    }

    @Test
    void whatOnlyOneHasIsFound() {
        Cases.forAll(150, random -> {
            var both = marks(random.nextInt(5_000), random);
            var theirs = marks(random.nextInt(100), random);
            var mine = marks(random.nextInt(100), random);
            int symbols = Method.symbolsFor(theirs.length + mine.length) + 100; // beyond any bad luck here
            var difference = sketch(symbols, both, theirs).minus(sketch(symbols, both, mine));
            var found = Peeling.peel(difference).orElseThrow();
            assertThat(found.theirs()).isEqualTo(theirs);
            assertThat(found.mine()).isEqualTo(mine);
        });
    }

    /// That the method sizes its sketches by.
    @Test
    void theSymbolsForADifferenceSufficeInNinetyEightOfAHundredCases() {
        for (int differences : new int[] {10, 80, 300}) {
            var random = new Case(differences);
            int failures = 0;
            for (int i = 0; i < 300; i++) {
                int symbols = Method.symbolsFor(differences);
                failures += Peeling.peel(sketch(symbols, marks(differences, random)))
                                .isPresent()
                        ? 0
                        : 1;
            }
            assertThat(failures).isLessThanOrEqualTo(6);
        }
    }

    @Test
    void tooFewSymbolsAreSeenToBeTooFew() {
        Cases.forAll(100, random -> {
            int differences = random.nextInt(20, 400);
            var difference = sketch(differences / 2, marks(differences, random));
            assertThat(Peeling.peel(difference)).isEmpty();
        });
    }

    @Test
    void theStartOfALongSketchIsTheShortOne() {
        Cases.forAll(50, random -> {
            var marks = marks(random.nextInt(300), random);
            int symbols = random.nextInt(1, 200);
            assertThat(bytes(sketch(500, marks).prefix(symbols))).isEqualTo(bytes(sketch(symbols, marks)));
        });
    }

    @Test
    void whatIsTakenOutWasNeverIn() {
        Cases.forAll(50, random -> {
            var marks = marks(random.nextInt(300), random);
            var sketch = sketch(100, marks);
            for (long mark : marks) {
                sketch.put(mark, -1);
            }
            assertThat(bytes(sketch)).containsOnly(0);
        });
    }

    @Test
    void theNumberOfDifferencesIsEstimated() {
        for (int differences : new int[] {100, 1_000, 10_000}) {
            for (int theirShare : new int[] {0, 50, 100}) {
                var random = new Case(differences + theirShare);
                var relative = new double[12];
                for (int i = 0; i < relative.length; i++) {
                    int theirs = differences * theirShare / 100;
                    var difference =
                            sketch(128, marks(theirs, random)).minus(sketch(128, marks(differences - theirs, random)));
                    int net = 2 * theirs - differences;
                    relative[i] = (double) difference.estimate(net) / differences;
                }
                Arrays.sort(relative);
                assertThat(relative[relative.length / 2]).isBetween(0.8, 1.35);
            }
        }
    }

    @Test
    void symbolsKeepTheirValueOnTheWire() {
        Cases.forAll(50, random -> {
            var sketch = sketch(random.nextInt(200), marks(random.nextInt(300), random));
            var read = Sketch.read(new Reader(bytes(sketch)), KEY, sketch.symbols());
            assertThat(bytes(read)).isEqualTo(bytes(sketch));
        });
    }

    /// Symbols made up to keep a reader busy: it finds no more marks than there are symbols, and comes to an end.
    @Test
    void madeUpSymbolsComeToAnEnd() {
        Cases.forAll(100, random -> {
            int symbols = random.nextInt(1, 100);
            var sketch = random.oneIn(2) ? anything(symbols, random) : pureEverywhere(symbols, random);
            Peeling.peel(sketch)
                    .ifPresent(found -> assertThat(found.theirs().length + found.mine().length)
                            .isLessThanOrEqualTo(symbols));
        });
    }

    private static Sketch anything(int symbols, Case random) throws PeerFault {
        var bytes = random.bytes(symbols * Sketch.SYMBOL_BYTES);
        return Sketch.read(new Reader(bytes), KEY, symbols);
    }

    /// In each symbol an mark is alone that belongs there.
    private static Sketch pureEverywhere(int symbols, Case random) throws PeerFault {
        var out = new Writer(symbols * Sketch.SYMBOL_BYTES);
        for (int symbol = 0; symbol < symbols; symbol++) {
            Sketch one;
            do {
                one = sketch(symbol + 1, marks(1, random));
            } while (one.signAt(symbol) == 0);
            int from = symbol * Sketch.SYMBOL_BYTES;
            out.bytes(Arrays.copyOfRange(bytes(one), from, from + Sketch.SYMBOL_BYTES));
        }
        return Sketch.read(new Reader(out.toBytes()), KEY, symbols);
    }
}
