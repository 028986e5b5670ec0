package org.heliograph.core.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.wire.ElementId;

/// The elements of a history in order, a place and a leaf each, and the Merkle digest of any stretch of them.
///
/// A trie over the half bytes of the places, whose shape depends on its elements alone, never on the order in which
/// they came. So two ends with the same elements in a stretch have the same digest of it, whatever else they hold.
/// Digests are kept where they were computed, and forgotten along the one path that a change touches.
final class Tree {
    private Node root = Node.EMPTY;

    int size() {
        return root.count();
    }

    /// False if there is an element in this place.
    boolean add(Moment at, ElementId leaf) {
        int before = size();
        root = root.with(at, leaf, 0);
        return size() > before;
    }

    /// The leaf that was in this place, if any.
    Optional<ElementId> remove(Moment at) {
        var leaf = leaf(at);
        if (leaf.isPresent()) {
            root = root.without(at, 0);
        }
        return leaf;
    }

    Optional<ElementId> leaf(Moment at) {
        return Optional.ofNullable(root.leaf(at, 0));
    }

    /// The place of the element that has `rank` others before it.
    Moment at(int rank) {
        return root.at(rank);
    }

    /// How many elements lie before this place.
    int rank(Moment at) {
        return count(Stretch.upTo(at));
    }

    int count(Stretch stretch) {
        return stretch.isEmpty() ? 0 : root.count(stretch.from(), stretch.end(), 0);
    }

    /// The places of the first elements in the stretch, at most `limit`.
    List<Moment> places(Stretch stretch, int limit) {
        var places = new ArrayList<Moment>();
        int first = rank(stretch.from());
        int end = first + Math.min(limit, count(stretch));
        for (int rank = first; rank < end; rank++) {
            places.add(at(rank));
        }
        return places;
    }

    /// Shows the leaves in the stretch, in order.
    void leaves(Stretch stretch, Node.Leaves leaves) {
        if (!stretch.isEmpty()) {
            root.leaves(stretch.from(), stretch.end(), 0, leaves);
        }
    }

    /// Of the elements in the stretch.
    Digest digest(Stretch stretch) {
        return stretch.isEmpty() ? Digest.NOTHING : root.digest(stretch.from(), stretch.end(), 0);
    }

    /// Of all elements: at hand after a few hashes for each change.
    Digest digest() {
        return root.digest(null, null, 0);
    }
}
