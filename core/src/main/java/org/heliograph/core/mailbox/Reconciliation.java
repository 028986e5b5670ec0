package org.heliograph.core.mailbox;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;

/// How two neighbours find the elements one of them has and the other lacks, in a few messages that grow with the
/// difference, not with the sets.
///
/// Each message is answered on its own and nothing is remembered between two, so a lost answer costs one round more
/// and a hostile neighbour gains nothing but bounded answers. Digests are keyed by the link: they say nothing
/// elsewhere.
public final class Reconciliation {
    /// Ranges in which both have at most this many are listed, larger ones are split.
    static final int LISTED = 128;

    /// Into how many parts a range is split.
    static final int PARTS = 16;

    /// Messages in answer to one; the rest is found in the next round.
    public static final int MAX_ANSWERS = 32;

    /// Elements handed over in answer to one message.
    public static final int MAX_HANDED_OVER = 256;

    private static final BigInteger SPACE = BigInteger.ONE.shiftLeft(8 * Position.BYTES);

    private Reconciliation() {}

    /// A set of elements, sorted by place and then by id.
    public interface View {
        /// Which set this is, in the terms of [Recon].
        int set();

        /// How many elements lie from `from` to before `end`.
        int count(Position from, Position end);

        /// Those elements, in order.
        List<ElementId> elements(Position from, Position end);

        /// The place of the element that has `index` others between `from` and itself.
        Position place(Position from, int index);

        boolean has(ElementId element);

        /// Whether the element was deleted here, so that it is neither wanted nor lacking.
        boolean hasDeleted(ElementId element);
    }

    /// What to do about a message: send the answers, hand over elements, and hand over the orders that deleted
    /// others.
    public record Outcome(List<Recon> answers, List<ElementId> handOver, List<ElementId> deleted) {
        public Outcome {
            answers = List.copyOf(answers);
            handOver = List.copyOf(handOver);
            deleted = List.copyOf(deleted);
        }

        /// What the answers ask for.
        public List<ElementId> wanted() {
            return answers.stream()
                    .filter(Recon.Want.class::isInstance)
                    .flatMap(it -> ((Recon.Want) it).elements().stream())
                    .toList();
        }
    }

    /// A range in which the two differ.
    private record Difference(Position from, Position end, int mine, long theirs) {
        boolean isSmall() {
            return mine <= LISTED && theirs <= LISTED;
        }
    }

    /// The first message; one side of a link sends it.
    public static Recon start(View view, Secret key) {
        int count = view.count(Position.ZERO, Position.ZERO);
        var whole = new Difference(Position.ZERO, Position.ZERO, count, count);
        var starts = whole.isSmall() ? List.of(Position.ZERO) : split(view, whole);
        return summary(view, key, starts, Position.ZERO);
    }

    /// Answers a message. The set it names must be that of `view`.
    public static Outcome handle(Recon message, View view, Secret key) {
        if (message.set() != view.set()) {
            throw new IllegalArgumentException("set " + message.set() + " compared with set " + view.set());
        }
        return switch (message) {
            case Recon.Ranges ranges -> new Outcome(compare(ranges, view, key), List.of(), List.of());
            case Recon.Listing listing -> settle(listing, view);
            case Recon.Want want -> handOver(want, view);
        };
    }

    private static List<Recon> compare(Recon.Ranges message, View view, Secret key) {
        var differences = new ArrayList<Difference>();
        for (int i = 0; i < message.ranges().size(); i++) {
            var range = message.ranges().get(i);
            var end = message.endOf(i);
            var elements = view.elements(range.from(), end);
            if (elements.size() != range.count() || !Arrays.equals(digest(elements, key), range.digest())) {
                differences.add(new Difference(range.from(), end, elements.size(), range.count()));
            }
        }
        var answers = new ArrayList<Recon>();
        for (int at = 0; at < differences.size() && answers.size() < MAX_ANSWERS; ) {
            var run = differences.get(at).isSmall() ? smallRun(differences, at) : largeRun(differences, at);
            answers.add(
                    run.getFirst().isSmall()
                            ? listing(view, run)
                            : summary(
                                    view,
                                    key,
                                    splitAll(view, run),
                                    run.getLast().end()));
            at += run.size();
        }
        return answers;
    }

    /// The small differences from `at` on that lie side by side and are small together: one list serves them.
    private static List<Difference> smallRun(List<Difference> differences, int at) {
        int mine = 0;
        long theirs = 0;
        int to = at;
        while (to < differences.size() && (to == at || areNeighbours(differences, to))) {
            mine += differences.get(to).mine();
            theirs += differences.get(to).theirs();
            if (mine > LISTED || theirs > LISTED) {
                break;
            }
            to++;
        }
        return differences.subList(at, to);
    }

    /// The large differences from `at` on that lie side by side and whose parts fit into one message.
    private static List<Difference> largeRun(List<Difference> differences, int at) {
        int to = at + 1;
        while (to < differences.size()
                && areNeighbours(differences, to)
                && !differences.get(to).isSmall()
                && (to - at + 1) * PARTS <= Recon.MAX_RANGES) {
            to++;
        }
        return differences.subList(at, to);
    }

    private static boolean areNeighbours(List<Difference> differences, int second) {
        return differences.get(second - 1).end().equals(differences.get(second).from());
    }

    private static Recon listing(View view, List<Difference> run) {
        var from = run.getFirst().from();
        var end = run.getLast().end();
        return new Recon.Listing(view.set(), from, end, view.elements(from, end));
    }

    private static List<Position> splitAll(View view, List<Difference> run) {
        var starts = new ArrayList<Position>();
        run.forEach(it -> starts.addAll(split(view, it)));
        return starts;
    }

    /// Where the parts of a range start. Who has many elements there makes parts with equally many; who has few
    /// cannot know where the others lie, and halves the space itself.
    private static List<Position> split(View view, Difference range) {
        var starts = new TreeSet<Position>();
        starts.add(range.from());
        if (range.mine() > LISTED) {
            for (int part = 1; part < PARTS; part++) {
                starts.add(view.place(range.from(), (int) ((long) range.mine() * part / PARTS)));
            }
        } else {
            var from = number(range.from());
            var end = range.end().equals(Position.ZERO) ? SPACE : number(range.end());
            for (int part = 1; part < PARTS; part++) {
                var share =
                        end.subtract(from).multiply(BigInteger.valueOf(part)).shiftRight(4);
                starts.add(position(from.add(share)));
            }
        }
        return List.copyOf(starts);
    }

    private static BigInteger number(Position position) {
        return new BigInteger(1, position.toBytes());
    }

    private static Position position(BigInteger number) {
        var signed = number.toByteArray();
        var bytes = new byte[Position.BYTES];
        int length = Math.min(signed.length, bytes.length);
        System.arraycopy(signed, signed.length - length, bytes, bytes.length - length, length);
        return Position.of(bytes);
    }

    private static Recon summary(View view, Secret key, List<Position> starts, Position end) {
        var ranges = new ArrayList<Recon.Range>();
        for (int i = 0; i < starts.size(); i++) {
            var elements = view.elements(starts.get(i), i + 1 < starts.size() ? starts.get(i + 1) : end);
            ranges.add(new Recon.Range(starts.get(i), elements.size(), digest(elements, key)));
        }
        return new Recon.Ranges(view.set(), ranges, end);
    }

    private static byte[] digest(List<ElementId> elements, Secret key) {
        var joined = new byte[elements.size() * ElementId.BYTES];
        int at = 0;
        for (var element : elements) {
            System.arraycopy(element.toBytes(), 0, joined, at, ElementId.BYTES);
            at += ElementId.BYTES;
        }
        return Arrays.copyOf(Hmac.sha256(key, joined), Recon.Range.DIGEST_BYTES);
    }

    /// The neighbour has listed all it has in a range: what it lacks is handed over, what I lack is asked for.
    private static Outcome settle(Recon.Listing listing, View view) {
        var theirs = new HashSet<>(listing.elements());
        var lacking = new ArrayList<ElementId>();
        if (view.count(listing.from(), listing.end()) <= MAX_HANDED_OVER) {
            lacking.addAll(view.elements(listing.from(), listing.end()));
            lacking.removeIf(theirs::contains);
        }
        var wanted = listing.elements().stream()
                .filter(it -> !view.has(it) && !view.hasDeleted(it))
                .distinct()
                .toList();
        var deleted =
                listing.elements().stream().filter(view::hasDeleted).distinct().toList();
        List<Recon> answers = wanted.isEmpty() ? List.of() : List.of(new Recon.Want(view.set(), wanted));
        return new Outcome(answers, lacking, deleted);
    }

    private static Outcome handOver(Recon.Want want, View view) {
        var asked = want.elements().stream().distinct().toList();
        return new Outcome(
                List.of(),
                asked.stream().filter(view::has).toList(),
                asked.stream().filter(view::hasDeleted).toList());
    }
}
