package org.heliograph.core.mesh;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.heliograph.core.NodeId;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Position;
import org.heliograph.core.wire.Recon;

/// All records held, sorted by node id and then by element: the set that two neighbours compare
/// (`docs/protocol/links.md`, RECON).
///
/// Of a node that contradicts itself both records are in it, so that the evidence gets around.
public final class RecordSet {
    /// Replaced records that are not asked for again when a neighbour still has them: those of an hour or so.
    private static final int MAX_REPLACED = 1_024;

    private static final Comparator<NodeRecord> BY_PLACE =
            Comparator.comparing(NodeRecord::id).thenComparing(NodeRecord::element);

    private final int max;
    private final List<NodeRecord> byPlace = new ArrayList<>();
    private final List<NodeRecord> byElement = new ArrayList<>();
    private final LinkedHashSet<ElementId> replaced = new LinkedHashSet<>();

    /// From `max` records on no others are wanted.
    RecordSet(int max) {
        this.max = max;
    }

    void add(NodeRecord record) {
        byPlace.add(placeOf(record), record);
        byElement.add(placeOf(record.element()), record);
    }

    void remove(NodeRecord record) {
        byPlace.remove(placeOf(record));
        byElement.remove(placeOf(record.element()));
    }

    /// As [#remove], because its node has a newer one: this one is not wanted back.
    void replace(NodeRecord record) {
        remove(record);
        replaced.add(record.element());
        if (replaced.size() > MAX_REPLACED) {
            replaced.removeFirst();
        }
    }

    Optional<NodeRecord> find(ElementId element) {
        int at = placeOf(element);
        return at < byElement.size() && byElement.get(at).element().equals(element)
                ? Optional.of(byElement.get(at))
                : Optional.empty();
    }

    /// Which set this is, in the terms of [Recon].
    public int set() {
        return Recon.RECORDS;
    }

    /// How many records lie from `from` to before `end`.
    public int count(Position from, Position end) {
        return rankOf(end) - rankFrom(from);
    }

    /// Those records, in order.
    public List<ElementId> elements(Position from, Position end) {
        return byPlace.subList(rankFrom(from), rankOf(end)).stream()
                .map(NodeRecord::element)
                .toList();
    }

    /// The place of the record that has `index` others between `from` and itself.
    public Position place(Position from, int index) {
        return place(byPlace.get(rankFrom(from) + index).id());
    }

    public boolean has(ElementId element) {
        return find(element).isPresent();
    }

    /// Whether a record is not wanted: its node has a newer one, or there is no room for more.
    public boolean hasDeleted(ElementId element) {
        return replaced.contains(element) || (byPlace.size() >= max && !has(element));
    }

    private int rankFrom(Position from) {
        return rank(byPlace, it -> place(it.id()).compareTo(from) < 0);
    }

    private int rankOf(Position end) {
        return rank(byPlace, it -> place(it.id()).isBefore(end));
    }

    private int placeOf(NodeRecord record) {
        return rank(byPlace, it -> BY_PLACE.compare(it, record) < 0);
    }

    private int placeOf(ElementId element) {
        return rank(byElement, it -> it.element().compareTo(element) < 0);
    }

    private static Position place(NodeId id) {
        return new Position(id.a(), id.b(), id.c(), id.d());
    }

    /// How many entries of a sorted list `lies` holds for; it holds for the first ones and no others.
    static <T> int rank(List<T> list, Predicate<T> lies) {
        int low = 0;
        int high = list.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lies.test(list.get(middle))) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
