package org.heliograph.core.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

/// Many nodes that gossip.
class GossipTest {
    private static final int MANY = 300;

    private static boolean allKnowAll(ToyMesh mesh) {
        return mesh.houses.stream()
                .allMatch(house -> mesh.houses.stream()
                        .allMatch(other -> house.sequenceOf(other) == other.sequence() && other.sequence() != 0));
    }

    @Test
    void nineInAChainKnowEachOtherWithinSeconds() {
        Cases.forAll(5, random -> {
            var mesh = new ToyMesh(random);
            for (int i = 0; i < 9; i++) {
                mesh.build().start(ToyMesh.profile(true));
            }
            for (int i = 1; i < 9; i++) {
                mesh.link(mesh.houses.get(i), mesh.houses.get(i - 1));
            }
            mesh.runUntil(() -> allKnowAll(mesh), Duration.ofSeconds(8));
        });
    }

    @Test
    void inASmallNetworkNewsIsEverywhereWithinSeconds() {
        Cases.forAll(3, random -> {
            var mesh = ring(100, 8, random);
            var source = random.pick(mesh.houses);
            long before = source.sequence();
            source.describe(ToyMesh.profile(true));
            mesh.runUntil(() -> source.sequence() > before, Announcer.DEBOUNCE.plusSeconds(1));
            mesh.runUntil(
                    () -> mesh.houses.stream().allMatch(it -> it.sequenceOf(source) == source.sequence()),
                    Duration.ofSeconds(5));
            mesh.runFor(Duration.ofSeconds(5));
            assertThat(copiesPerNode(mesh, source)).isBetween(1.0, 6.0);
        });
    }

    @Test
    void inALargeNetworkARumourReachesNearlyAllWithinSixteenRounds() {
        Cases.forAll(2, random -> {
            var mesh = ring(MANY, 8, random);
            for (int news = 0; news < 3; news++) {
                var source = random.pick(mesh.houses);
                long before = source.sequence();
                source.describe(ToyMesh.profile(
                        !source.view().find(source.id()).orElseThrow().can(NodeRecord.RELAYS)));
                mesh.runFor(Gossip.ROUND.multipliedBy(16));
                assertThat(source.sequence()).isGreaterThan(before);
                long knowing = mesh.houses.stream()
                        .filter(it -> it.sequenceOf(source) == source.sequence())
                        .count();
                assertThat(knowing).isGreaterThanOrEqualTo(MANY - 4);
                assertThat(copiesPerNode(mesh, source)).isBetween(1.0, 4.0);

                mesh.runFor(Duration.ofMinutes(45));
                assertThat(mesh.houses)
                        .as("comparing finds the rest")
                        .allMatch(it -> it.sequenceOf(source) == source.sequence());
                mesh.houses.forEach(house -> house.copies.clear());
            }
        });
    }

    @Test
    void twoNetworksThatMeetBecomeOne() {
        Cases.forAll(3, random -> {
            var mesh = new ToyMesh(random);
            for (int i = 0; i < 40; i++) {
                mesh.build().start(ToyMesh.profile(true));
            }
            for (int i = 0; i < 20; i++) {
                mesh.link(mesh.houses.get(i), mesh.houses.get((i + 1) % 20));
                mesh.link(mesh.houses.get(20 + i), mesh.houses.get(20 + (i + 1) % 20));
            }
            mesh.runFor(Duration.ofMinutes(1));
            assertThat(mesh.houses.getFirst().view().size()).isEqualTo(20);
            mesh.link(mesh.houses.get(random.nextInt(20)), mesh.houses.get(20 + random.nextInt(20)));
            mesh.runUntil(
                    () -> mesh.houses.stream().allMatch(house -> house.view().size() == 40), Duration.ofSeconds(20));
        });
    }

    @Test
    void aNewcomerIsToldOfAllAtThePaceOfALink() {
        var mesh = ring(MANY, 8, new Case(1));
        var newcomer = mesh.build();
        newcomer.start(ToyMesh.profile(true));
        mesh.link(newcomer, mesh.houses.getFirst());
        var took = mesh.runUntil(() -> newcomer.view().size() >= MANY, Duration.ofSeconds(12));
        assertThat(took)
                .as("300 records are 60 frames, 8 at once and 8 a second")
                .isGreaterThan(Duration.ofSeconds(6));
    }

    @Test
    void aNeighbourThatDiesIsSoonListedNoMore() {
        Cases.forAll(5, random -> {
            var mesh = ring(30, 8, random);
            mesh.runFor(Duration.ofMinutes(30));
            var dead = random.pick(mesh.houses);
            mesh.crash(dead);
            mesh.houses.remove(dead);
            mesh.runFor(Duration.ofSeconds(8));
            for (var house : mesh.houses) {
                assertThat(house.view().find(dead.id()))
                        .as("its record lives on")
                        .isPresent();
                assertThat(house.view().usable())
                        .noneMatch(record -> !record.id().equals(dead.id()) && record.lists(dead.id()));
            }
        });
    }

    /// Links come and go, nodes crash and come back; once they are left in peace, all know the newest of all.
    @Test
    void whateverHappensAllKnowAllInTheEnd() {
        Cases.forAll(12, random -> {
            var mesh = new ToyMesh(random);
            for (int i = random.nextInt(2, 9); i > 0; i--) {
                mesh.build().start(ToyMesh.profile(true));
            }
            for (int i = 0; i < 60; i++) {
                disturb(mesh, random);
                mesh.runFor(Duration.ofMillis(random.nextInt(random.pick(100, 5_000, 300_000))));
            }
            mesh.houses.stream()
                    .filter(house -> !house.isRunning())
                    .forEach(house -> house.start(ToyMesh.profile(true)));
            for (int i = 1; i < mesh.houses.size(); i++) {
                if (!mesh.areLinked(mesh.houses.get(i), mesh.houses.get(i - 1))) {
                    mesh.link(mesh.houses.get(i), mesh.houses.get(i - 1));
                }
            }
            mesh.runFor(Duration.ofHours(3)); // so long that comparing met every link
            assertThat(allKnowAll(mesh)).isTrue();
            for (var house : mesh.houses) {
                var record = house.view().find(house.id()).orElseThrow();
                for (var other : mesh.houses) {
                    assertThat(record.lists(other.id())).isEqualTo(mesh.areLinked(house, other));
                }
            }
        });
    }

    private static void disturb(ToyMesh mesh, Case random) {
        var one = random.pick(mesh.houses);
        var two = random.pick(mesh.houses);
        if (!one.isRunning()) {
            one.start(ToyMesh.profile(random.nextBoolean()));
        } else if (random.oneIn(6)) {
            mesh.crash(one);
        } else if (one != two && two.isRunning()) {
            if (mesh.areLinked(one, two)) {
                mesh.cut(one, two);
            } else {
                mesh.link(one, two);
            }
        }
    }

    private static double copiesPerNode(ToyMesh mesh, ToyMesh.House source) {
        return mesh.houses.stream()
                .mapToInt(house -> house.copies.getOrDefault(source.id(), 0))
                .average()
                .orElseThrow();
    }

    /// A ring with links across at random, in which all know all, and everybody lists its links.
    private static ToyMesh ring(int size, int linksEach, Case random) {
        var mesh = new ToyMesh(random);
        var neighbours = new ArrayList<List<NodeId>>();
        for (int i = 0; i < size; i++) {
            mesh.build();
            neighbours.add(new ArrayList<>());
        }
        var dialled = new ArrayList<Runnable>();
        for (int i = 0; dialled.size() < size * linksEach / 2; i++) {
            int one = i % size;
            int two = i < size ? (i + 1) % size : random.nextInt(size);
            var first = mesh.houses.get(one);
            var second = mesh.houses.get(two);
            boolean hasRoom = neighbours.get(one).size() < NodeRecord.LINKS
                    && neighbours.get(two).size() < NodeRecord.LINKS;
            if (one != two && hasRoom && !neighbours.get(one).contains(second.id())) {
                neighbours.get(one).add(second.id());
                neighbours.get(two).add(first.id());
                dialled.add(() -> mesh.link(first, second));
            }
        }
        for (int i = 0; i < size; i++) {
            mesh.give(issue(mesh, mesh.houses.get(i), neighbours.get(i), random));
        }
        mesh.houses.forEach(house -> house.start(ToyMesh.profile(false)));
        dialled.forEach(Runnable::run);
        mesh.runFor(Duration.ofSeconds(5));
        assertThat(mesh.houses).allMatch(house -> house.view().size() == size && house.frames == 0);
        return mesh;
    }

    private static NodeRecord issue(ToyMesh mesh, ToyMesh.House house, List<NodeId> links, Case random) {
        var profile = ToyMesh.profile(false);
        var claims = new NodeRecord.Claims(
                profile.firstEpoch(), profile.mixKeys(), List.of(), List.of(), links, NodeRecord.STORES, 1);
        return NodeRecord.issue(house.keys, mesh.admission(), claims, mesh.now().wallSeconds(), random::nextBytes);
    }
}
