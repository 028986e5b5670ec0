package org.heliograph.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class TreeTest {
    /// Places as they are in a conversation, or as somebody could arrange them.
    private static Moment place(int shape, Case random) {
        return switch (shape) {
            case 0 -> new Moment(random.nextLong(2_000), random.nextLong(), random.nextLong());
            case 1 -> new Moment(7, random.nextLong(), random.nextLong());
            case 2 -> new Moment(7, 0, random.nextLong(3_000));
            default -> new Moment(random.nextLong(Moment.MAX_LAMPORT), random.nextInt(3), random.nextLong());
        };
    }

    private static ElementId leaf(Case random) {
        return new ElementId(random.nextLong(), random.nextLong());
    }

    private static Stretch stretch(int shape, Case random) {
        var one = place(shape, random);
        var other = random.oneIn(4) ? Moment.END : place(shape, random);
        return one.compareTo(other) < 0 ? new Stretch(one, other) : new Stretch(other, one);
    }

    @Test
    void itBehavesAsASortedMapThatKnowsRanks() {
        Cases.forAll(40, random -> {
            int shape = random.nextInt(4);
            var tree = new Tree();
            var map = new TreeMap<Moment, ElementId>();
            for (int i = 0; i < 2_000; i++) {
                var at = map.isEmpty() || random.oneIn(2) ? place(shape, random) : map.firstKey();
                if (random.nextInt(3) > 0) {
                    var leaf = leaf(random);
                    assertThat(tree.add(at, leaf)).isEqualTo(map.putIfAbsent(at, leaf) == null);
                } else {
                    assertThat(tree.remove(at).orElse(null)).isEqualTo(map.remove(at));
                }
            }
            assertThat(tree.size()).isEqualTo(map.size());
            assertThat(tree.places(Stretch.ALL, Integer.MAX_VALUE)).containsExactlyElementsOf(map.keySet());
            for (int i = 0; i < 30; i++) {
                var stretch = stretch(shape, random);
                var part = map.subMap(stretch.from(), stretch.end());
                assertThat(tree.count(stretch)).isEqualTo(part.size());
                assertThat(tree.rank(stretch.from()))
                        .isEqualTo(map.headMap(stretch.from()).size());
                assertThat(tree.places(stretch, 5))
                        .containsExactlyElementsOf(
                                part.keySet().stream().limit(5).toList());
                var leaves = new ArrayList<ElementId>();
                tree.leaves(stretch, (high, low) -> leaves.add(new ElementId(high, low)));
                assertThat(leaves).containsExactlyElementsOf(part.values());
            }
        });
    }

    @Test
    void aDigestOfAStretchDependsOnItsElementsAlone() {
        Cases.forAll(40, random -> {
            int shape = random.nextInt(4);
            var tree = new Tree();
            var all = new TreeMap<Moment, ElementId>();
            for (int i = random.nextInt(3_000); i > 0; i--) {
                var at = place(shape, random);
                var leaf = leaf(random);
                if (tree.add(at, leaf)) {
                    all.put(at, leaf);
                }
                if (random.oneIn(50)) {
                    tree.digest(); // what is kept must be forgotten in time
                }
            }
            for (int i = 0; i < 10; i++) {
                var stretch = stretch(shape, random);
                var part = all.subMap(stretch.from(), stretch.end());
                assertThat(tree.digest(stretch))
                        .isEqualTo(shuffled(part, random).digest());
                assertThat(tree.digest(stretch)).isEqualTo(plain(part));
            }
            assertThat(tree.digest()).isEqualTo(plain(all)).isEqualTo(tree.digest(Stretch.ALL));
        });
    }

    /// The same elements in another order, among others that come and go.
    private static Tree shuffled(SortedMap<Moment, ElementId> elements, Case random) {
        var order = new ArrayList<>(elements.entrySet());
        Collections.shuffle(order, new Random(random.seed()));
        var tree = new Tree();
        var others = new ArrayList<Moment>();
        for (var element : order) {
            var at = element.getKey();
            var other = new Moment(at.lamport(), at.high() ^ 1, at.low());
            if (random.oneIn(3) && !elements.containsKey(other) && tree.add(other, leaf(random))) {
                others.add(other);
            }
            tree.add(at, element.getValue());
        }
        others.forEach(tree::remove);
        return tree;
    }

    /// The digest as the specification says it, without a tree.
    private static Digest plain(SortedMap<Moment, ElementId> elements) {
        return plain(List.copyOf(elements.keySet()), List.copyOf(elements.values()), 0);
    }

    private static Digest plain(List<Moment> places, List<ElementId> leaves, int depth) {
        if (places.isEmpty()) {
            return Digest.NOTHING;
        }
        var out = new Writer(1_025);
        if (places.size() <= 64) {
            out.u8(0);
            leaves.forEach(leaf -> out.bytes(leaf.toBytes()));
            return Digest.of(out.toBytes());
        }
        int ways = 0;
        var parts = new ArrayList<Digest>();
        for (int from = 0, to; from < places.size(); from = to) {
            int way = places.get(from).nibble(depth);
            for (to = from; to < places.size() && places.get(to).nibble(depth) == way; to++) {
                // one part
            }
            ways |= 1 << way;
            parts.add(plain(places.subList(from, to), leaves.subList(from, to), depth + 1));
        }
        out.u8(1).u16(ways);
        parts.forEach(part -> part.write(out));
        return parts.size() == 1 ? parts.getFirst() : Digest.of(out.toBytes());
    }

    @Test
    void anyDifferenceShowsInTheDigest() {
        Cases.forAll(200, random -> {
            var tree = new Tree();
            for (int i = random.nextInt(1, 400); i > 0; i--) {
                tree.add(place(0, random), leaf(random));
            }
            var before = tree.digest();
            var victim = tree.at(random.nextInt(tree.size()));
            var leaf = tree.remove(victim).orElseThrow();
            assertThat(tree.digest()).isNotEqualTo(before);
            tree.add(victim, new ElementId(leaf.high(), leaf.low() ^ 1));
            assertThat(tree.digest()).isNotEqualTo(before);
            tree.remove(victim);
            tree.add(victim, leaf);
            assertThat(tree.digest()).isEqualTo(before);
        });
    }
}
