package org.heliograph.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.heliograph.core.MessageState;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store.Table;
import org.heliograph.core.mesh.route.Placement;
import org.heliograph.core.mesh.route.Placement.Mode;
import org.heliograph.core.node.Village.House;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Recon;
import org.heliograph.core.wire.StoreMessage;
import org.junit.jupiter.api.Test;

/// A town too large for everybody to hold everything, or told so: items lie with the nodes closest to their addresses,
/// and their readers have them pushed from there.
class TownTest {
    private static final int HOUSES = 12;
    private static final String ALICE = "house0";
    private static final String BOB = "house6";

    private final Village town = new Village();
    private final List<House> houses = new ArrayList<>();

    /// A ring with chords; the two ends of a conversation are three links apart.
    private void build(Mode... modes) {
        for (int i = 0; i < HOUSES; i++) {
            town.custom = town.custom.with(Optional.of(modes[i % modes.length]));
            houses.add(town.settle("house" + i));
        }
        town.introduce(alice(), bob());
        for (int i = 0; i < HOUSES; i++) {
            town.link(houses.get(i), houses.get((i + 1) % HOUSES));
            town.link(houses.get(i), houses.get((i + 4) % HOUSES));
        }
        town.runFor(Duration.ofMinutes(3));
    }

    private House alice() {
        return houses.get(0);
    }

    private House bob() {
        return houses.get(6);
    }

    @Test
    void messagesArriveWithinSecondsWhereverTheyLie() {
        build(Mode.CLOSEST);
        send(alice(), BOB, "first", 1);
        town.runFor(Duration.ofSeconds(20));
        send(alice(), BOB, "there", 10);
        send(bob(), ALICE, "back", 10);
        town.runFor(Duration.ofSeconds(20));
        assertThat(texts(bob())).containsExactlyInAnyOrderElementsOf(numbered("first", 1, "there", 10));
        assertThat(texts(alice())).containsExactlyInAnyOrderElementsOf(numbered("back", 10));
        assertThat(alice().states.values()).hasSize(11).containsOnly(MessageState.DELIVERED);
        var history = (Reply.History) alice().ask(new Command.Messages(Optional.of(BOB), Optional.empty(), 100));
        assertThat(history.messages().stream()
                        .filter(message -> message.to().equals(BOB))
                        .map(MessageView::path))
                .containsOnly("onion");
        assertThat(status(alice()).custody()).isEqualTo("closest");
        assertThat(status(alice()).privacy()).startsWith("onion");
    }

    @Test
    void anItemLiesWithTheClosestAndAFewCarriers() {
        build(Mode.CLOSEST);
        send(alice(), BOB, "first", 5);
        town.runFor(Duration.ofSeconds(20));
        var holders = holders();
        assertThat(holders.keySet().stream().filter(item -> !item.isDrop())).hasSizeGreaterThanOrEqualTo(10);
        holders.forEach((item, nodes) -> {
            var closest = closest(item);
            assertThat(nodes).containsAll(closest).hasSizeLessThanOrEqualTo(closest.size() + Placement.CARRIERS);
        });
    }

    /// Nobody can tell that the two items of a box belong together.
    @Test
    void theTwoItemsOfABoxHaveNothingInCommon() {
        build(Mode.CLOSEST);
        send(alice(), BOB, "first", 5);
        town.runFor(Duration.ofSeconds(20));
        var boxes = holders().keySet().stream().filter(item -> !item.isDrop()).toList();
        assertThat(boxes).anyMatch(item -> item.v() == 0).anyMatch(item -> item.v() == 1);
        assertThat(boxes).doesNotHaveDuplicates();
        assertThat(boxes.stream().map(Item::slot).distinct().count()).isGreaterThanOrEqualTo(4);
        assertThat(boxes.stream().map(Item::tag)).doesNotHaveDuplicates();
        assertThat(boxes.stream().map(item -> HexFormat.of().formatHex(item.box())))
                .doesNotHaveDuplicates();
    }

    @Test
    void itsReaderWasAwayAndTwoStorersDied() {
        build(Mode.CLOSEST);
        send(alice(), BOB, "first", 1);
        town.runFor(Duration.ofSeconds(20));
        town.crash(bob());
        town.runFor(Duration.ofMinutes(1));
        var before = elements();
        send(alice(), BOB, "while away", 5);
        town.runFor(Duration.ofSeconds(20));
        var item = holders().keySet().stream()
                .filter(it -> !before.contains(it.element()))
                .findFirst()
                .orElseThrow();
        kill(house(closest(item).getFirst()));
        town.runFor(Duration.ofMinutes(2));
        kill(house(closest(item).getFirst()));
        town.runFor(Duration.ofMinutes(22)); // two turns: some who should have handed it over had died
        holders().forEach((held, nodes) -> {
            if (!before.contains(held.element())) {
                assertThat(nodes).containsAll(closest(held));
            }
        });
        kill(alice()); // she cannot send them again
        town.wake(bob());
        for (int i : new int[] {5, 7, 2, 10}) {
            if (houses.get(i).node.isPresent()) {
                town.link(bob(), houses.get(i));
            }
        }
        town.runFor(Duration.ofMinutes(2));
        assertThat(texts(bob())).containsExactlyInAnyOrderElementsOf(numbered("first", 1, "while away", 5));
    }

    @Test
    void whatWasReadIsForgottenByItsStorers() {
        build(Mode.CLOSEST);
        send(alice(), BOB, "first", 3);
        town.runFor(Duration.ofHours(5));
        holders().forEach((item, nodes) -> {
            if (!item.isDrop()) {
                assertThat(nodes).doesNotContainAnyElementsOf(closest(item));
            }
        });
    }

    @Test
    void whoHoldsEverythingReadsAndWritesAmongThoseWhoDoNot() {
        var modes = new Mode[HOUSES];
        Arrays.fill(modes, Mode.CLOSEST);
        modes[6] = Mode.EPIDEMIC;
        talk(modes);
    }

    @Test
    void whoDoesNotHoldEverythingReadsAndWritesAmongThoseWhoDo() {
        var modes = new Mode[HOUSES];
        Arrays.fill(modes, Mode.EPIDEMIC);
        modes[0] = Mode.CLOSEST;
        talk(modes);
    }

    @Test
    void halfOfTheTownHoldsEverything() {
        talk(Mode.CLOSEST, Mode.EPIDEMIC, Mode.EPIDEMIC, Mode.CLOSEST);
    }

    /// Three houses are the storers of everything: nothing can be hidden there, and nothing is gained.
    @Test
    void amongThreeEverybodyHoldsEverythingWhateverWasChosen() {
        town.custom = town.custom.with(Optional.of(Mode.CLOSEST));
        for (var name : List.of("one", "two", "three")) {
            houses.add(town.settle(name));
        }
        town.introduce(houses.get(0), houses.get(2));
        town.link(houses.get(0), houses.get(1));
        town.link(houses.get(1), houses.get(2));
        send(houses.get(0), "three", "in the open", 2);
        town.runFor(Duration.ofMinutes(2));
        assertThat(texts(houses.get(2))).containsExactlyElementsOf(numbered("in the open", 2));
        assertThat(status(houses.get(0)).custody()).isEqualTo("epidemic");
        assertThat(status(houses.get(0)).privacy()).startsWith("direct and mailbox only");
    }

    private void talk(Mode... modes) {
        build(modes);
        send(alice(), BOB, "there", 1);
        town.runFor(Duration.ofSeconds(20));
        send(alice(), BOB, "and", 12);
        send(bob(), ALICE, "back", 12);
        town.runFor(Duration.ofSeconds(20)); // nothing is sent twice so soon
        assertThat(texts(bob())).containsExactlyInAnyOrderElementsOf(numbered("there", 1, "and", 12));
        assertThat(texts(alice())).containsExactlyInAnyOrderElementsOf(numbered("back", 12));
        assertThat(alice().states.values()).hasSize(13).containsOnly(MessageState.DELIVERED);
    }

    @Test
    void whatANeighbourSpreadsGoesToItsStorers() {
        build(Mode.CLOSEST);
        var item = itemFromElsewhere();
        town.stranger(houses.get(2)).says(LinkFrame.STORE, new StoreMessage.Put(0, 1, item).encode());
        town.runFor(Duration.ofSeconds(5));
        var holders = holders().entrySet().stream()
                .filter(entry -> entry.getKey().element().equals(item.element()))
                .map(Map.Entry::getValue)
                .findFirst();
        assertThat(holders)
                .hasValueSatisfying(nodes -> assertThat(nodes).containsExactlyInAnyOrderElementsOf(closest(item)));
    }

    /// Prekeys of somebody whom nobody here knows.
    private static Item itemFromElsewhere() {
        var other = new Village();
        var stranger = other.settle("stranger");
        other.link(stranger, other.settle("neighbour"));
        stranger.ask(new Command.Card(false));
        other.runFor(Duration.ofMinutes(1));
        var items = new ArrayList<Item>();
        stranger.store.scanAll(Table.ITEM, (_, row) -> items.add(item(row)));
        return items.getFirst();
    }

    @Test
    void nothingThatLeavesAReaderSaysWhatItReads() {
        build(Mode.CLOSEST);
        var sent = new LinkedHashMap<House, List<LinkFrame>>();
        houses.forEach(house -> sent.put(house, house.watch()));
        send(alice(), BOB, "first", 3);
        town.runFor(Duration.ofMinutes(5));
        assertThat(texts(bob())).hasSize(3);
        var names = List.of(identity(alice()), identity(bob()));
        sent.values().stream().flatMap(List::stream).forEach(frame -> {
            var hex = HexFormat.of().formatHex(frame.packet());
            assertThat(names.stream().noneMatch(hex::contains)).isTrue();
        });
        assertThat(sent.get(bob())).anyMatch(frame -> frame.type() == LinkFrame.SPHINX);
        assertThat(sent.get(bob())).noneMatch(TownTest::asks);
    }

    private static boolean asks(LinkFrame frame) {
        try {
            return switch (frame.type()) {
                case LinkFrame.RECON -> Recon.decode(frame.packet()).set() == Recon.ITEMS;
                case LinkFrame.STORE -> StoreMessage.decode(frame.packet()) instanceof StoreMessage.Want;
                default -> false;
            };
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }

    private static String identity(House house) {
        return ((Reply.CardView) house.ask(new Command.Card(false))).identity();
    }

    private House house(NodeId node) {
        return houses.stream()
                .filter(house -> house.node.isPresent() && id(house).equals(node))
                .findFirst()
                .orElseThrow();
    }

    private void kill(House house) {
        if (house.node.isPresent()) {
            town.crash(house);
        }
    }

    private List<NodeId> closest(Item item) {
        var alive = houses.stream()
                .filter(house -> house.node.isPresent())
                .map(TownTest::id)
                .toList();
        return Placement.of(alive.getFirst(), alive)
                .closest(item.slot().address(), item.isDrop() ? Placement.DROP_COPIES : Placement.COPIES);
    }

    /// Every item that lies somewhere, and with whom.
    private Map<Item, Set<NodeId>> holders() {
        var names = new LinkedHashMap<Object, Item>();
        var holders = new LinkedHashMap<Item, Set<NodeId>>();
        for (var house : houses) {
            if (house.node.isEmpty()) {
                continue;
            }
            house.store.scanAll(Table.ITEM, (_, row) -> {
                var item = item(row);
                var named = names.computeIfAbsent(item.element(), _ -> item);
                holders.computeIfAbsent(named, _ -> new HashSet<>()).add(id(house));
                return true;
            });
        }
        return holders;
    }

    private Set<ElementId> elements() {
        return holders().keySet().stream().map(Item::element).collect(Collectors.toSet());
    }

    private static Item item(byte[] row) {
        try {
            return Item.decode(Arrays.copyOfRange(row, row.length - Item.BYTES, row.length));
        } catch (PeerFault ours) {
            throw new AssertionError(ours);
        }
    }

    private static NodeId id(House house) {
        return house.node.orElseThrow().nodeKeys().orElseThrow().id();
    }

    private static void send(House from, String to, String topic, int count) {
        for (int i = 0; i < count; i++) {
            from.ask(new Command.Send(to, topic + " " + i, 0));
        }
    }

    private static List<String> numbered(Object... topics) {
        var all = new ArrayList<String>();
        for (int i = 0; i < topics.length; i += 2) {
            var topic = topics[i];
            IntStream.range(0, (int) topics[i + 1]).forEach(n -> all.add(topic + " " + n));
        }
        return all;
    }

    private static List<String> texts(House house) {
        return house.arrived.stream().map(MessageView::text).toList();
    }

    private static Reply.StatusView status(House house) {
        return (Reply.StatusView) house.ask(new Command.Status());
    }
}
