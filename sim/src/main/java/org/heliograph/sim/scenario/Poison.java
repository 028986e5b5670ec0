package org.heliograph.sim.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.mesh.NodeRecord;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.heliograph.sim.Host;
import org.heliograph.sim.World;

/// Somebody tells of ten thousand nodes that do not exist, all of them at the address of a victim, and linked to nodes
/// that there are. A third of the records is signed by nobody, a third by keys that nobody paid for, and a third by the
/// few keys that were paid for, each time with a higher sequence.
final class Poison {
    /// In a closed network whoever is in it may tell what they like.
    static final Scenario.Ground GROUND = new Scenario.Ground(World.QUOTA_BYTES, true);

    private static final int PAID_KEYS = 30;
    private static final int PER_BURST = 25;
    private static final Duration BETWEEN_BURSTS = Duration.ofSeconds(3);
    private static final Duration TIME = Duration.ofMinutes(20);
    private static final Duration AFTERWARDS = Duration.ofHours(2);
    private static final int MESSAGES_EACH = 3;
    private static final int DIALS_PER_MINUTE = 2;
    private static final byte[] VICTIM = {66, 66, 66, 66};
    private static final byte[] LABEL = "HG1/record".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LINKS_AT = 501;
    private static final int SIGNATURE_BYTES = 64;
    private static final int SIGNED_BYTES = NodeRecord.BYTES - SIGNATURE_BYTES;
    private static final long SECONDS_OF_A_DAY = 86_400;
    private static final int KINDS = 3;

    /// In the keys of a node as they are written down.
    private static final int PUZZLE_AT = 65;

    private final Town town;
    private final Host attacker;
    private final byte[] network;
    private final List<Liar> paid = new ArrayList<>();
    private int told;

    /// A key for nodes that do not exist, and the solution of its puzzle, if somebody solved it.
    private record Liar(SigningKey key, long puzzle) {}

    private Poison(Town town) {
        this.town = town;
        this.attacker = town.found(1.0 / town.run().nodes(), Town::address).getLast();
        try (var ours = town.world().network()) {
            this.network = ours.tag();
            for (int i = 0; i < PAID_KEYS; i++) {
                paid.add(pay(NodeKeys.generate(ours, town.dice())));
            }
        }
    }

    private static Liar pay(NodeKeys keys) {
        long puzzle = ByteBuffer.wrap(keys.encode(), PUZZLE_AT, Long.BYTES).getLong();
        return new Liar(keys.nodeKey(), puzzle);
    }

    static void live(Town town) {
        var poison = new Poison(town);
        poison.live();
        poison.paid.forEach(liar -> liar.key.close());
    }

    private void live() {
        var time = town.time(TIME);
        town.expectEnd(Town.SETTLING.plus(time).plus(AFTERWARDS));
        town.live(Town.SETTLING);
        town.converse(town.messages(MESSAGES_EACH), time, Duration.ZERO);
        for (long burst = 0; burst < time.dividedBy(BETWEEN_BURSTS); burst++) {
            town.world().after(BETWEEN_BURSTS.multipliedBy(burst), this::tell);
        }
        town.live(time);
        boolean quiet = town.liveUntil(Town::isQuiet, AFTERWARDS);
        town.demand("everything delivered", town.tally().lost() + " lost", quiet);
        judgeView();
        int dials = mostDials();
        town.demand("no node dials the victim more than twice a minute", dials + " at most", dials <= DIALS_PER_MINUTE);
    }

    private void judgeView() {
        int nodes = town.people().size();
        int known = 0;
        int reached = 0;
        for (var host : town.people()) {
            var status = (Reply.StatusView) town.world().question(host, new Command.Status());
            known = Math.max(known, status.mesh().known());
            reached = Math.max(reached, status.mesh().reached());
        }
        int held = Math.max(0, known - nodes);
        town.demand("ten false nodes are held at most", held + " of " + told + " told of", held > 0 && held <= 10);
        town.demand("none of them is ever on a path", Math.max(0, reached - nodes + 1) + " reached", reached < nodes);
    }

    /// The most that one node dialled in any minute.
    private int mostDials() {
        int most = 0;
        Map<String, List<Duration>> times = new TreeMap<>();
        for (var stray : town.world().strays()) {
            var dialled = times.computeIfAbsent(stray.from().name(), _ -> new ArrayList<>());
            dialled.add(stray.at());
            var minuteAgo = stray.at().minusMinutes(1).plus(Town.USUAL.leastDelay()); // as exact as the world's time
            most = Math.max(most, (int)
                    dialled.stream().filter(at -> at.compareTo(minuteAgo) > 0).count());
        }
        return most;
    }

    private void tell() {
        for (int i = 0; i < PER_BURST; i += GossipMessage.MAX_RECORDS) {
            var records = new ArrayList<byte[]>();
            while (records.size() < GossipMessage.MAX_RECORDS) {
                records.add(invention(told++));
            }
            var frame = LinkFrame.of(LinkFrame.GOSSIP, new GossipMessage(records).encode());
            attacker.neighbours().forEach(neighbour -> town.world().inject(attacker, neighbour, frame));
        }
    }

    /// The record of a node that does not exist.
    private byte[] invention(int number) {
        if (number % KINDS == 0) {
            return record(paid.get(number / KINDS % PAID_KEYS), number, true);
        }
        try (var key = SigningKey.generate(Suite.X25519, town.dice())) {
            return record(new Liar(key, number), number, number % KINDS == 1);
        }
    }

    private byte[] record(Liar liar, int number, boolean isSigned) {
        var dice = town.dice();
        var out = new Writer(NodeRecord.BYTES).u8(VERSION).bytes(network).bytes(liar.key.publicKey());
        out.bytes(dice.bytes(NodeRecord.KEY_BYTES)).u32(attacker.now().wallSeconds() / SECONDS_OF_A_DAY);
        for (int i = 0; i < NodeRecord.MIX_KEYS; i++) {
            out.bytes(dice.bytes(NodeRecord.KEY_BYTES));
        }
        NetAddress.of(VICTIM, 1 + dice.below(0xffff)).writeTo(out);
        out.padTo(LINKS_AT);
        for (int i = 0; i < NodeRecord.LINKS; i++) {
            out.u64(dice.oneOf(town.people()).nodeId().a());
        }
        out.u16(NodeRecord.STORES | NodeRecord.RELAYS | NodeRecord.DIALABLE).u64(number + 1L);
        out.u32(attacker.now().wallSeconds())
                .u32(NodeRecord.MAX_LIFETIME_SECONDS)
                .u64(liar.puzzle);
        var unsigned = out.padTo(SIGNED_BYTES).toBytes();
        var message = new Writer(NodeRecord.BYTES).bytes(LABEL).bytes(unsigned).toBytes();
        var signature = isSigned ? liar.key.sign(message, dice) : dice.bytes(SIGNATURE_BYTES);
        return new Writer(NodeRecord.BYTES).bytes(unsigned).bytes(signature).toBytes();
    }
}
