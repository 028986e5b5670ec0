package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Store;
import org.heliograph.core.history.SyncBody.Want;
import org.heliograph.core.wire.ElementId;
import org.heliograph.crypto.Entropy;
import org.jspecify.annotations.Nullable;

/// What two ends of a conversation compare: its *mutual* messages, in order, with a digest of any stretch.
///
/// A message is mutual when both ends can know that both have it: one of the contact's once it is committed here, one
/// of ours once it is acknowledged. It leaves when its expiry takes its content; what disappears after reading never
/// enters. `docs/protocol/history.md` gives the rules, and why they make the sets of both ends the same.
///
/// It is kept in rows as messages enter and leave, and read into memory, some 45 bytes a message, when it is first
/// compared.
public final class Chronicle {
    /// The newest so many are compared, at both ends: 200 MB.
    static final int MAX_ELEMENTS = 1 << 22;

    /// Messages on their way that are remembered, so that they are not asked for.
    public static final int MAX_EXPECTED = 4_096;

    /// Messages offered by the other end and not taken that are remembered, so that they are not asked for again.
    static final int MAX_REFUSED = 4_096;

    /// Messages of which it is remembered since when they are mutual, so that they are not returned to who has them
    /// already.
    static final int MAX_YOUNG = 1_024;

    /// Symbols that are kept up with each message, so that a first summary costs no pass over the set.
    static final int KEPT_SYMBOLS = 256;

    /// Lines in the rows for each element, beside [#SPARE_LINES], before they are written anew.
    private static final int LINES_PER_ELEMENT = 3;

    private static final int SPARE_LINES = 4_096;

    /// What is written in a line for which it means nothing.
    private static final ElementId NO_LEAF = new ElementId(0, 0);

    private final ContactId self;
    private final ContactId contact;
    private final Entropy entropy;
    private final ChronicleRows rows;
    private final Map<MessageId, ElementId> expected = new Bounded<>(MAX_EXPECTED);

    private final Map<MessageId, ElementId> refused = new Bounded<>(MAX_REFUSED);

    /// Seconds of the wall clock.
    private final Map<MessageId, Long> young = new Bounded<>(MAX_YOUNG);

    /// Null until something is compared.
    private @Nullable Tree tree;

    private @Nullable Sketch kept;

    /// Forgets the entry that came first.
    private static final class Bounded<V> extends LinkedHashMap<MessageId, V> {
        private static final long serialVersionUID = 1L;

        private final int limit;

        Bounded(int limit) {
            this.limit = limit;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<MessageId, V> eldest) {
            return size() > limit;
        }
    }

    private Chronicle(Store store, ContactId self, ContactId contact, Entropy entropy) {
        this.self = self;
        this.contact = contact;
        this.entropy = entropy;
        rows = new ChronicleRows(store, contact);
    }

    /// The chronicle of `self` with `contact`; one never seen is empty.
    public static Chronicle load(Store store, ContactId self, ContactId contact, Entropy entropy) {
        return new Chronicle(store, self, contact, entropy);
    }

    /// Deletes its rows. No chronicle of this contact may be in use.
    public static void erase(Store store, ContactId contact) {
        ChronicleRows.erase(store, contact);
    }

    /// Nothing ever entered it: the messages that are mutual already have to be added.
    public boolean isNew() {
        return rows.isEmpty();
    }

    /// The message is mutual since `sinceMillis` of this end's wall clock. It did not enter before.
    public void add(Entry entry, long sinceMillis) {
        var line = new ChronicleRows.Line(true, entry.at(), leaf(entry), sinceMillis / 1_000);
        expected.remove(entry.id());
        rows.add(line);
        if (tree == null) {
            noteYoung(line);
        } else {
            enter(tree, line);
        }
    }

    /// A message of ours was sent and is not mutual yet. Nothing of this is stored.
    public void expect(Entry entry) {
        expected.put(entry.id(), leaf(entry));
    }

    /// A message of ours will not become mutual: it is given up.
    public void forget(MessageId id) {
        expected.remove(id);
    }

    /// The other end returned what this one does not take: it is not asked for again. Nothing of this is stored.
    public void refuse(Entry entry) {
        refused.put(entry.id(), leaf(entry));
    }

    /// What was refused may be asked for again.
    public void forgiveAll() {
        refused.clear();
    }

    /// Its expiry took the content of the message.
    public void remove(MessageId id, long lamport) {
        var at = Moment.of(lamport, id);
        expected.remove(id);
        rows.add(new ChronicleRows.Line(false, at, NO_LEAF, 0));
        if (tree != null) {
            forget(tree, at);
        }
    }

    /// What to keep of a mutual message whose content goes before its expiry: the body of its entry from then on.
    public Entry.Body.Trace trace(Entry entry) {
        return new Entry.Body.Trace(leaf(entry));
    }

    /// How many messages are compared.
    public int size() {
        return tree().size();
    }

    /// Writes what changed since the last call and is not written yet.
    public void settle() {
        rows.settle();
    }

    // ---- in memory

    /// The elements, read when they are first asked for.
    Tree tree() {
        if (tree == null) {
            var read = new Tree();
            var lines = new int[1];
            rows.read(line -> {
                lines[0]++;
                if (line.entered()) {
                    enter(read, line);
                } else {
                    forget(read, line.at());
                }
            });
            tree = read;
            if (lines[0] > LINES_PER_ELEMENT * read.size() + SPARE_LINES) {
                writeAnew(read);
            }
        }
        return tree;
    }

    private void writeAnew(Tree read) {
        rows.clear();
        for (int rank = 0; rank < read.size(); rank++) {
            var at = read.at(rank);
            long second = young.getOrDefault(at.id(), 0L);
            rows.add(new ChronicleRows.Line(true, at, read.leaf(at).orElseThrow(), second));
        }
    }

    private void enter(Tree into, ChronicleRows.Line line) {
        if (into.add(line.at(), line.leaf())) {
            noteYoung(line);
            keep(line.leaf(), 1);
            if (into.size() > MAX_ELEMENTS) {
                forget(into, into.at(0));
            }
        }
    }

    private void noteYoung(ChronicleRows.Line line) {
        young.put(line.at().id(), line.second());
    }

    private void forget(Tree from, Moment at) {
        from.remove(at).ifPresent(leaf -> keep(leaf, -1));
    }

    private void keep(ElementId leaf, int sign) {
        if (kept != null) {
            kept.put(Sketch.mark(kept.key(), leaf.high(), leaf.low()), sign);
        }
    }

    /// The place of the last message, the start if there is none.
    Moment newest() {
        return size() == 0 ? Moment.START : tree().at(size() - 1);
    }

    ElementId leaf(Entry entry) {
        return entry.leaf(self, contact);
    }

    /// Mutual since that time or later, as far as is remembered.
    boolean mutualSince(MessageId id, long millis) {
        var second = young.get(id);
        return second != null && second >= Math.floorDiv(millis, 1_000L);
    }

    /// Whether the message is on its way as far as is remembered.
    public boolean expects(MessageId id) {
        return expected.containsKey(id);
    }

    // ---- what is said of it

    /// A key nobody could prepare for.
    SipHash freshKey() {
        return SipHash.fresh(entropy);
    }

    /// Of all there is.
    Summary summary(int symbols) {
        boolean isKept = symbols <= KEPT_SYMBOLS;
        return summary(isKept ? keptSketch().prefix(symbols) : sketch(freshKey(), symbols, Stretch.ALL), cuts());
    }

    /// For an end that is only behind, up to a place to which both are alike: a few symbols, in case it is not.
    Summary summaryBehind(Moment alikeTo) {
        return summary(keptSketch().prefix(Method.SYMBOLS_BEHIND), List.of(cut(alikeTo.lamport())));
    }

    private Summary summary(Sketch sketch, List<Summary.Cut> cuts) {
        return new Summary(size(), newest(), tree().digest(), cuts, sketch);
    }

    private List<Summary.Cut> cuts() {
        var cuts = new ArrayList<Summary.Cut>();
        long last = Long.MAX_VALUE;
        for (long back = Summary.FIRST_CUT; back < size(); back *= 4) {
            long lamport = tree().at(size() - (int) back).lamport();
            if (lamport < last && ((newest().lamport() - lamport) >>> 32) == 0) {
                cuts.add(cut(lamport));
            }
            last = lamport;
        }
        return cuts;
    }

    private Summary.Cut cut(long lamport) {
        var before = Stretch.upTo(Moment.before(lamport));
        return new Summary.Cut(lamport, tree().digest(before).high());
    }

    private Sketch keptSketch() {
        if (kept == null) {
            kept = sketch(freshKey(), KEPT_SYMBOLS, Stretch.ALL);
        }
        return kept;
    }

    /// The next summary is made under another key.
    void renewSketch() {
        kept = null;
    }

    Sketch sketch(SipHash key, int symbols, Stretch within) {
        var sketch = new Sketch(key, symbols);
        tree().leaves(within, sketch::add);
        return sketch;
    }

    /// What to ask for now of what this end lacks: not for messages of ours on their way, and not for what was refused.
    /// Empty if nothing is left.
    Optional<Want> want(SipHash key, long[] marks, List<Stretch> stretches) {
        var unwanted = Stream.of(expected, refused)
                .flatMap(each -> each.values().stream())
                .mapToLong(leaf -> Sketch.mark(key, leaf.high(), leaf.low()))
                .sorted()
                .toArray();
        var missing = Arrays.stream(marks)
                .filter(mark -> Arrays.binarySearch(unwanted, mark) < 0)
                .limit(Want.MAX_MARKS)
                .toArray();
        var some = stretches.stream().limit(Want.MAX_STRETCHES).toList();
        return missing.length == 0 && some.isEmpty() ? Optional.empty() : Optional.of(new Want(key, missing, some));
    }
}
