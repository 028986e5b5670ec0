package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.history.Ranges.Range;
import org.heliograph.core.history.SyncBody.Page;
import org.heliograph.core.history.SyncBody.Part;
import org.heliograph.core.history.SyncBody.Want;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class SyncBodyTest {
    static Moment moment(Case random) {
        return switch (random.nextInt(4)) {
            case 0 -> Moment.before(random.nextLong(1, Moment.MAX_LAMPORT));
            case 1 -> Moment.before(random.nextLong(1, 1_000));
            default -> new Moment(random.nextLong(1, 1_000), random.nextLong(), random.nextLong());
        };
    }

    private static SipHash key(Case random) {
        return new SipHash(random.nextLong(), random.nextLong());
    }

    private static Digest digest(Case random) {
        return new Digest(random.nextLong(), random.nextLong());
    }

    private static long[] marks(Case random) {
        return random.longs(random.nextInt(50)).map(it -> it >>> 16).toArray();
    }

    private static List<Moment> ascending(int count, Case random) {
        var moments = new TreeSet<Moment>();
        for (int i = 0; i < count; i++) {
            moments.add(moment(random));
        }
        return List.copyOf(moments);
    }

    private static Summary summary(Case random) {
        var newest = moment(random);
        var cuts = new ArrayList<Summary.Cut>();
        for (int i = random.nextInt(Summary.MAX_CUTS); i > 0; i--) {
            long back = Math.min(newest.lamport(), random.nextLong(1L << 32));
            cuts.add(new Summary.Cut(newest.lamport() - back, random.nextLong()));
        }
        var sketch = new Sketch(key(random), random.nextInt(100));
        for (int i = random.nextInt(100); i > 0; i--) {
            sketch.add(random.nextLong(), random.nextLong());
        }
        return new Summary(random.nextInt(Chronicle.MAX_ELEMENTS), newest, digest(random), cuts, sketch);
    }

    private static Ranges ranges(Case random) {
        var ends = new ArrayList<>(ascending(random.nextInt(40), random));
        ends.add(Moment.END);
        var ranges = new ArrayList<Range>();
        for (var end : ends) {
            ranges.add(
                    switch (random.nextInt(3)) {
                        case 0 -> new Range.Skipped(end);
                        case 1 -> new Range.Digested(end, random.nextLong(1L << 32), digest(random));
                        default -> new Range.Listed(end, marks(random));
                    });
        }
        return new Ranges(key(random), random.nextLong(1L << 32), ranges);
    }

    private static Want want(Case random) {
        var bounds = ascending(20, random);
        var stretches = new ArrayList<Stretch>();
        for (int i = 0; i + 1 < bounds.size(); i += 2) {
            stretches.add(new Stretch(bounds.get(i), bounds.get(i + 1)));
        }
        return new Want(key(random), marks(random), stretches);
    }

    private static Page page(Case random) {
        var entries = new ArrayList<Entry>();
        for (int i = random.nextInt(20); i > 0; i--) {
            Entry.Body body = random.oneIn(3)
                    ? new Entry.Body.Trace(new ElementId(random.nextLong(), random.nextLong()))
                    : new Entry.Body.Whole(
                            random.nextLong(253_402_300_800_000L),
                            random.nextLong(1L << 32),
                            random.nextInt(256),
                            random.bytesUpTo(200));
            var id = new MessageId(random.nextLong(), random.nextLong());
            entries.add(new Entry(id, random.nextLong(Moment.MAX_LAMPORT), random.nextBoolean(), body));
        }
        return new Page(entries);
    }

    static SyncBody body(Case random) {
        var parts = new ArrayList<Part>();
        for (Part part : List.of(summary(random), ranges(random), want(random), page(random))) {
            if (random.nextBoolean()) {
                parts.add(part);
            }
        }
        return new SyncBody(random.nextInt(256), random.nextLong(), random.nextBoolean(), parts);
    }

    /// Every field comes through, since it is there when it is written once more. Entries turn round, for the reader is
    /// the other person.
    @Test
    void whatIsWrittenIsRead() {
        Cases.forAll(300, random -> {
            var body = body(random);
            var read = SyncBody.decode(body.encode());
            assertThat(read.round()).isEqualTo(body.round());
            assertThat(read.asOfMillis()).isEqualTo(body.asOfMillis());
            assertThat(read.restored()).isEqualTo(body.restored());
            assertThat(read.parts()).hasSameSizeAs(body.parts());
            assertThat(new SyncBody(read.round(), read.asOfMillis(), read.restored(), turned(read.parts())).encode())
                    .isEqualTo(body.encode());
        });
    }

    private static List<Part> turned(List<Part> parts) {
        return parts.stream()
                .map(part -> part instanceof Page(var entries)
                        ? new Page(entries.stream()
                                .map(it -> new Entry(it.id(), it.lamport(), !it.outgoing(), it.body()))
                                .toList())
                        : part)
                .toList();
    }

    /// Bytes of any kind are a body or a fault, and nothing else.
    @Test
    void whateverComesIsABodyOrAFault() {
        Cases.forAll(3_000, random -> {
            var bytes = random.oneIn(5)
                    ? random.bytesUpTo(300)
                    : damaged(body(random).encode(), random);
            try {
                SyncBody.decode(bytes);
            } catch (PeerFault fault) {
                assertThat(fault.kind()).isEqualTo(PeerFault.Kind.MALFORMED);
            }
        });
    }

    private static byte[] damaged(byte[] bytes, Case random) {
        var damaged = random.oneIn(3) ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
        for (int i = random.nextInt(4); i > 0 && damaged.length > 0; i--) {
            int at = random.nextInt(random.oneIn(2) ? damaged.length : Math.min(100, damaged.length));
            damaged[at] = random.oneIn(2) ? (byte) random.nextInt() : random.pick((byte) 0, (byte) 1, (byte) -1);
        }
        return damaged;
    }

    @Test
    void partsOfNewerVersionsAreSteppedOver() throws PeerFault {
        var random = new Case(1);
        var want = new SyncBody(0, 0, false, List.of(want(random))).encode();
        var both = new Writer(1_024)
                .bytes(want)
                .u8(77)
                .u32(5)
                .bytes(random.bytes(5))
                .toBytes();
        assertThat(SyncBody.decode(both).parts()).hasSize(1);
    }

    @Test
    void noPartComesTwice() {
        var body = new SyncBody(0, 0, false, List.of(new Page(List.of()), new Page(List.of()))).encode();
        assertThatThrownBy(() -> SyncBody.decode(body)).hasMessageContaining("two parts");
    }

    @Test
    void rangesAndStretchesThatDoNotAscendAreRefused() {
        var random = new Case(2);
        var twice = List.<Range>of(new Range.Skipped(Moment.before(5)), new Range.Skipped(Moment.before(5)));
        refused(new Ranges(key(random), 0, twice));
        refused(new Want(key(random), new long[0], List.of(new Stretch(Moment.before(5), Moment.before(5)))));
        refused(new Want(
                key(random),
                new long[0],
                List.of(new Stretch(Moment.before(5), Moment.END), new Stretch(Moment.before(6), Moment.END))));
    }

    @Test
    void whatIsOverABoundIsRefused() {
        var random = new Case(3);
        refused(new Want(key(random), new long[Want.MAX_MARKS + 1], List.of()));
        refused(new Ranges(key(random), 0, List.of(new Range.Listed(Moment.END, new long[Ranges.MAX_LISTED + 1]))));
        refused(new Ranges(
                key(random),
                0,
                List.of(
                        new Range.Listed(Moment.before(9), new long[Ranges.MAX_LISTED]),
                        new Range.Listed(Moment.END, new long[1]))));
        var trace = Histories.trace(1, random);
        refused(new Page(Collections.nCopies(Page.MAX_ENTRIES + 1, trace)));
        refused(new Summary(
                1, Moment.before(1), Digest.NOTHING, List.of(), new Sketch(key(random), Sketch.MAX_SYMBOLS + 1)));
        refused(new Summary(
                Chronicle.MAX_ELEMENTS + 1, Moment.before(1), Digest.NOTHING, List.of(), new Sketch(key(random), 0)));
    }

    private static void refused(Part part) {
        var body = new SyncBody(0, 0, false, List.of(part)).encode();
        assertThatThrownBy(() -> SyncBody.decode(body)).isInstanceOf(PeerFault.class);
    }
}
