package org.heliograph.core.mesh.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.heliograph.core.mesh.Atlas.at;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Atlas;
import org.heliograph.core.mesh.Atlas.Town;
import org.heliograph.core.mesh.Neighbours;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class GuardsTest {
    private final Atlas atlas = new Atlas(new Case(11), 16);
    private final List<NodeRecord> records = atlas.records();
    private final Town me = atlas.towns.getFirst();
    private final List<Town> others = atlas.towns.subList(1, 16);

    private static boolean nobody(NodeId node) {
        return false;
    }

    /// Links to these, of which this node dialled those in `dialled`.
    private List<Neighbour> links(List<Town> towns, Set<Town> dialled) {
        var neighbours = new Neighbours();
        towns.forEach(town -> Atlas.up(neighbours, town.id, dialled.contains(town)));
        return neighbours.all();
    }

    private List<Neighbour> links(List<Town> towns) {
        return links(towns, new HashSet<>(towns));
    }

    private void review(Guards guards, List<Neighbour> links, Now now) {
        guards.review(Topology.of(me.id, links, records), links, now);
    }

    private static byte[] row(Guards guards) {
        var out = new Writer(500);
        guards.writeTo(out);
        return out.toBytes();
    }

    private static Guards restored(byte[] row, Case random) throws PeerFault {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
        var in = new Reader(row);
        guards.read(in);
        in.end();
        return guards;
    }

    @Test
    void threeAreChosenAtRandomAmongThoseThisNodeDialled() {
        var random = new Case(1);
        var dialled = others.subList(0, 8);
        var counts = new HashMap<NodeId, Integer>();
        int draws = 4_000;
        var links = links(others, new HashSet<>(dialled));
        for (int i = 0; i < draws; i++) {
            var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
            review(guards, links, Atlas.START);
            assertThat(guards.all()).hasSize(Guards.USED).doesNotHaveDuplicates();
            guards.all().forEach(guard -> counts.merge(guard, 1, Integer::sum));
        }
        double mean = draws * 3 / 8.0;
        assertThat(counts.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        dialled.stream().map(town -> town.id).toList());
        assertThat(counts.values())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(mean, within(5 * Math.sqrt(mean))));
    }

    @Test
    void thoseOfSomeStandingComeFirst() {
        var standing = others.subList(2, 4).stream().map(town -> town.id).toList();
        var guards = new Guards(standing::contains, Atlas.entropy(new Case(2)));
        review(guards, links(others, new HashSet<>(others.subList(0, 8))), Atlas.START);
        assertThat(guards.all()).containsAll(standing);
    }

    @Test
    void whoeverHasManyNodesInOnePlaceIsOneGuardAtMost() {
        var random = new Case(4);
        var crowd = others.subList(0, 12);
        crowd.forEach(town -> town.addresses.add(Atlas.address(66, 7, crowd.indexOf(town), 1)));
        var honest = others.subList(12, 15);
        honest.forEach(town -> town.addresses.add(Atlas.address(20, others.indexOf(town), 1, 1)));
        var placed = atlas.records();
        var links = links(others, new HashSet<>(crowd)); // whom this node dialled it trusts more
        for (int i = 0; i < 100; i++) {
            var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
            guards.review(Topology.of(me.id, links, placed), links, Atlas.START);
            assertThat(guards.all()).hasSize(Guards.USED);
            assertThat(crowd.stream().filter(town -> guards.isGuard(town.id))).hasSize(1);
        }
    }

    @Test
    void othersOfAnotherPlaceAreWaitedForWhileTheyAreKnown() {
        var crowd = others.subList(0, 8);
        crowd.forEach(town -> town.addresses.add(Atlas.address(66, 7, crowd.indexOf(town), 1)));
        var placed = atlas.records();
        var links = links(crowd);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(6)));
        guards.review(Topology.of(me.id, links, placed), links, Atlas.START);
        assertThat(guards.all()).hasSize(1);
        guards.review(Topology.of(me.id, links, placed), links, at(Guards.SURE));
        assertThat(guards.all()).as("others do not come").hasSize(Guards.USED);

        var alone = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(6)));
        var known = crowd.stream().map(Town::record).toList();
        alone.review(Topology.of(me.id, links, known), links, Atlas.START);
        assertThat(alone.all()).as("there are no others").hasSize(Guards.USED);
    }

    @Test
    void onALocalNetworkAllMayBeGuards() {
        others.forEach(town -> town.addresses.add(Atlas.address(192, 168, 1, 1 + others.indexOf(town))));
        var placed = atlas.records();
        var links = links(others);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(5)));
        guards.review(Topology.of(me.id, links, placed), links, Atlas.START);
        assertThat(guards.all()).hasSize(Guards.USED);
    }

    @Test
    void theFirstChoiceWaitsForLinksToChooseFrom() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(3)));
        var few = links(others.subList(0, 4));
        review(guards, few, Atlas.START);
        assertThat(guards.all()).isEmpty();
        assertThat(guards.nextWake()).contains(Atlas.START.uptime().plus(Guards.HEARING));
        review(guards, few, at(Guards.HEARING));
        assertThat(guards.all()).isEmpty();
        assertThat(guards.nextWake()).contains(Atlas.START.uptime().plus(Guards.SETTLING));
        review(guards, few, at(Guards.SETTLING));
        assertThat(guards.all()).hasSize(3);

        var many = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(3)));
        review(many, links(others.subList(0, LinkPlan.FEWEST)), Atlas.START);
        assertThat(many.all()).hasSize(3);

        var whole = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(3)));
        var known = records.stream()
                .filter(record -> few.stream().anyMatch(link -> link.node().equals(record.id())))
                .toList();
        whole.review(Topology.of(me.id, few, known), few, Atlas.START);
        assertThat(whole.all()).as("others may be there").isEmpty();
        whole.review(Topology.of(me.id, few, known), few, at(Guards.HEARING));
        assertThat(whole.all()).hasSize(3);
    }

    @Test
    void aNeighbourWithoutARecordIsNoGuard() {
        var links = links(others);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(4)));
        guards.review(Topology.of(me.id, links, List.of()), links, Atlas.START);
        assertThat(guards.all()).isEmpty();
    }

    @Test
    void theSetOutlivesTheProcess() throws PeerFault {
        var random = new Case(5);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
        review(guards, links(others), Atlas.START);
        assertThat(guards.takeChanged()).isTrue();
        assertThat(guards.takeChanged()).isFalse();
        var again = restored(row(guards), random);
        assertThat(again.all()).isEqualTo(guards.all());
        review(again, links(others), at(Duration.ofDays(20)));
        assertThat(again.all()).isEqualTo(guards.all());
    }

    @Test
    void aDamagedRowIsRefusedAndNothingElseHappens() throws PeerFault {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(6)));
        review(guards, links(others), Atlas.START);
        var row = row(guards);
        for (int length = 0; length < row.length; length++) {
            var cut = Arrays.copyOf(row, length);
            assertThatThrownBy(() -> restored(cut, new Case(1))).isInstanceOf(PeerFault.class);
        }
        Cases.forAll(500, random -> {
            try {
                assertThat(restored(random.bytesUpTo(200), random).all()).hasSizeLessThanOrEqualTo(Guards.MOST);
            } catch (PeerFault refused) {
                assertThat(refused.kind()).isEqualTo(PeerFault.Kind.MALFORMED);
            }
        });
    }

    @Test
    void guardsThatAreAwayAreUsedAgainWhenTheyAreBack() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(7)));
        review(guards, links(others), Atlas.START);
        var three = guards.all();
        var without = others.stream().filter(town -> !three.contains(town.id)).toList();

        var cut = Duration.ofMinutes(1);
        review(guards, links(without), at(cut));
        assertThat(guards.nextWake()).contains(at(cut.plus(Guards.AWAY)).uptime());
        review(guards, links(without), at(cut.plus(Guards.AWAY).minusSeconds(1)));
        assertThat(guards.all()).isEqualTo(three);
        review(guards, links(without), at(cut.plus(Guards.AWAY)));
        assertThat(guards.all()).hasSize(4).startsWith(three.toArray(NodeId[]::new));
        var standIn = guards.all().getLast();
        assertThat(guards.inUse(node -> !three.contains(node))).containsExactly(standIn);

        assertThat(guards.inUse(node -> true)).isEqualTo(three);
        assertThat(guards.inUse(three.get(1)::equals)).containsExactly(three.get(1));
        assertThat(guards.isGuard(standIn)).isTrue();
    }

    @Test
    void oneGuardThatIsLeftIsEnough() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(8)));
        review(guards, links(others), Atlas.START);
        var three = guards.all();
        var one = others.stream()
                .filter(town -> !three.contains(town.id) || three.getFirst().equals(town.id))
                .toList();
        for (int minute = 1; minute < 600; minute += 7) {
            review(guards, links(one), at(Duration.ofMinutes(minute)));
        }
        assertThat(guards.all()).isEqualTo(three);
    }

    @Test
    void theyLeaveOneAtATimeAfterThirtyDays() {
        Cases.forAll(20, random -> {
            var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
            var links = links(others);
            var since = new HashMap<NodeId, Duration>();
            var lastEnd = Duration.ofDays(-99);
            for (var time = Duration.ZERO; time.toDays() < 200; time = time.plusHours(random.nextInt(1, 60))) {
                var before = guards.all();
                review(guards, links, at(time));
                var gone = new ArrayList<>(before);
                gone.removeAll(guards.all());
                assertThat(gone).hasSizeLessThanOrEqualTo(1);
                if (!gone.isEmpty()) {
                    assertThat(time.minus(since.remove(gone.getFirst()))).isGreaterThanOrEqualTo(Guards.LIFE);
                    assertThat(time.minus(lastEnd)).isGreaterThanOrEqualTo(Guards.APART);
                    lastEnd = time;
                }
                assertThat(guards.all()).hasSize(3);
                for (var guard : guards.all()) {
                    since.putIfAbsent(guard, time);
                }
            }
            assertThat(lastEnd.toDays()).isGreaterThan(150);
        });
    }

    /// Who cuts links, and lets through what he likes, gets a neighbour more to see paths now and then, and no more.
    @Test
    void noAttackerLeadsThisNodeAlongItsNeighbours() {
        Cases.forAll(30, random -> {
            var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
            for (var time = Duration.ZERO; time.toHours() < 3; time = time.plusSeconds(random.nextInt(1, 600))) {
                var let =
                        others.stream().filter(town -> !guards.isGuard(town.id)).toList();
                var links = links(random.oneIn(9) ? List.of() : let.subList(0, random.nextInt(1, let.size())));
                review(guards, links, at(time));
                var most = Guards.USED + 1 + time.dividedBy(Guards.PACE);
                assertThat((long) guards.all().size()).isLessThanOrEqualTo(most);
                assertThat(guards.all()).doesNotHaveDuplicates();
            }
            assertThat(guards.all()).as("nor is it cut off").hasSizeGreaterThan(Guards.USED + 3);
        });
    }

    @Test
    void thereAreNoMoreStandInsThanSoMany() {
        var many = new Atlas(new Case(15), Guards.MOST + 9);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(16)));
        for (var time = Duration.ZERO; time.toDays() < 29; time = time.plusMinutes(7)) {
            var neighbours = new Neighbours();
            many.towns.stream()
                    .skip(1)
                    .filter(town -> !guards.isGuard(town.id))
                    .forEach(town -> Atlas.up(neighbours, town.id, true));
            var topology = Topology.of(many.towns.getFirst().id, neighbours.all(), many.records());
            guards.review(topology, neighbours.all(), at(time));
        }
        assertThat(guards.all()).hasSize(Guards.MOST);
    }

    @Test
    void standInsGoWhenTheirTimeIsOver() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(17)));
        review(guards, links(others), Atlas.START);
        var three = guards.all();
        var without = others.stream().filter(town -> !three.contains(town.id)).toList();
        review(guards, links(without), at(Duration.ofMinutes(1)));
        review(guards, links(without), at(Duration.ofMinutes(1).plus(Guards.AWAY)));
        assertThat(guards.all()).hasSize(4);
        review(guards, links(others), at(Guards.LIFE.plusMinutes(9)));
        assertThat(guards.all()).hasSize(3).contains(three.get(1), three.get(2));
        assertThat(guards.all()).doesNotContain(three.getFirst());
    }

    @Test
    void whoLeftTheNetworkIsForgottenAfterAWeek() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(9)));
        var links = links(others);
        review(guards, links, Atlas.START);
        var gone = guards.all().getFirst();
        var left = links(others.stream().filter(town -> !town.id.equals(gone)).toList());
        var known = records.stream().filter(record -> !record.id().equals(gone)).toList();
        for (int hour = 1; hour < 7 * 24; hour++) {
            guards.review(Topology.of(me.id, left, known), left, at(Duration.ofHours(hour)));
            assertThat(guards.isGuard(gone)).isTrue();
        }
        guards.review(Topology.of(me.id, left, known), left, at(Guards.GONE));
        assertThat(guards.isGuard(gone)).isFalse();
        assertThat(guards.all()).hasSize(3);
    }

    @Test
    void afterWeeksAwayNobodyIsForgottenBeforeTheOthersWereHeardOf() throws PeerFault {
        var random = new Case(10);
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(random));
        review(guards, links(others), Atlas.START);
        var back = restored(row(guards), random);
        var some =
                links(others.stream().filter(town -> !guards.isGuard(town.id)).toList());
        var known =
                records.stream().filter(record -> !guards.isGuard(record.id())).toList();
        var days = Duration.ofDays(25);
        for (int minute = 0; minute < 60; minute += 9) {
            back.review(Topology.of(me.id, some, known), some, at(days.plusMinutes(minute)));
            assertThat(back.all()).startsWith(guards.all().toArray(NodeId[]::new));
        }
        back.review(Topology.of(me.id, some, known), some, at(days.plus(Guards.SURE)));
        assertThat(back.all()).hasSize(3).doesNotContainAnyElementsOf(guards.all());
    }

    @Test
    void aNodeThatLostEverybodyFromSightForgetsNobody() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(13)));
        var links = links(others);
        review(guards, links, Atlas.START);
        var three = guards.all();
        for (int day = 1; day < 12; day++) {
            guards.review(Topology.of(me.id, links, List.of()), links, at(Duration.ofDays(day)));
        }
        assertThat(guards.all()).isEqualTo(three);
    }

    @Test
    void shortAbsencesDoNotAddUp() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(14)));
        review(guards, links(others), Atlas.START);
        var three = guards.all();
        var without =
                links(others.stream().filter(town -> !three.contains(town.id)).toList());
        for (int seconds = 10; seconds < 3_600; seconds += 10) {
            review(guards, seconds % 30 == 0 ? links(others) : without, at(Duration.ofSeconds(seconds)));
        }
        assertThat(guards.all()).isEqualTo(three);
    }

    @Test
    void aClockThatRanAheadKeepsNoGuardInOffice() {
        var guards = new Guards(GuardsTest::nobody, Atlas.entropy(new Case(12)));
        var links = links(others);
        review(guards, links, new Now(Duration.ZERO, Atlas.EPOCH.plus(Duration.ofDays(5_000))));
        var first = guards.all();
        review(guards, links, at(Duration.ofDays(1)));
        assertThat(guards.all()).isEqualTo(first);
        review(guards, links, at(Duration.ofDays(32)));
        assertThat(guards.all()).isNotEqualTo(first);
    }
}
