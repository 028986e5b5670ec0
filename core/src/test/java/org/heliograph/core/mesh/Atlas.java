package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.LinkId;
import org.heliograph.core.NodeId;
import org.heliograph.core.Now;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Neighbours.Neighbour;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.heliograph.testkit.Case;

/// A small world of nodes with signed and verified records, for the tests of what is decided over the graph of them.
///
/// Its records are written here byte for byte after `docs/protocol/mesh.md`, so that thousands of them cost little.
public final class Atlas {
    public static final Instant EPOCH = Instant.parse("2026-03-01T10:00:00Z");
    public static final Now START = at(Duration.ZERO);
    public static final long DAY = EPOCH.getEpochSecond() / 86_400;

    private static final byte[] LABEL = "HG1/record".getBytes(StandardCharsets.US_ASCII);
    private static final Admission ADMISSION;

    static {
        try (var network = Network.open("atlas")) {
            ADMISSION = new Admission(NetworkTag.of(network.tag()), 0);
        }
    }

    /// What a node of the atlas says of itself; change it before its record is asked for.
    public static final class Town {
        public final SigningKey key;
        public final NodeId id;
        public final List<Town> links = new ArrayList<>();
        public final List<NodeId> vias = new ArrayList<>();
        public final List<NetAddress> addresses = new ArrayList<>();
        public int capabilities = NodeRecord.STORES | NodeRecord.RELAYS | NodeRecord.DIALABLE;
        public long firstEpoch = DAY - 1;
        public long issuedSeconds = EPOCH.getEpochSecond() - 60;

        private Town(SigningKey key) {
            this.key = key;
            this.id = NodeKeys.idOf(key.publicKey());
        }

        /// Lists `other`, and is listed by it.
        public void link(Town other) {
            links.add(other);
            other.links.add(this);
        }

        public NodeRecord record() {
            try {
                return NodeRecord.verify(signed(), ADMISSION);
            } catch (PeerFault fault) {
                throw new AssertionError("the record of a town", fault);
            }
        }

        private byte[] signed() {
            var out = new Writer(NodeRecord.BYTES)
                    .u8(1)
                    .bytes(ADMISSION.network().toBytes())
                    .bytes(key.publicKey())
                    .bytes(id.toBytes())
                    .u32(firstEpoch);
            for (int i = 0; i < NodeRecord.MIX_KEYS; i++) {
                out.u64(id.a()).u64(firstEpoch + i).u64(0).u64(0);
            }
            addresses.forEach(address -> address.writeTo(out));
            out.padTo(405);
            vias.forEach(via -> out.bytes(via.toBytes()));
            out.padTo(501);
            links.forEach(town -> out.u64(town.id.a()));
            out.padTo(629)
                    .u16(capabilities)
                    .u64(1)
                    .u32(issuedSeconds)
                    .u32(NodeRecord.MAX_LIFETIME_SECONDS)
                    .u64(0)
                    .padTo(704);
            var label = new Writer(LABEL.length + NodeRecord.BYTES).bytes(LABEL).bytes(out.toBytes());
            return out.bytes(key.sign(label.toBytes(), Entropy.system())).toBytes();
        }
    }

    public final Case random;
    public final List<Town> towns = new ArrayList<>();

    public Atlas(Case random, int count) {
        this.random = random;
        for (int i = 0; i < count; i++) {
            town();
        }
    }

    /// One town more.
    public Town town() {
        var town = new Town(SigningKey.generate(Suite.X25519, entropy(random)));
        towns.add(town);
        return town;
    }

    /// Links every town to `degree` others or more, where there is room in its record.
    public void join(int degree) {
        for (var town : towns) {
            for (int tries = 0; town.links.size() < degree && tries < 100; tries++) {
                var other = random.pick(towns);
                if (other != town && other.links.size() < NodeRecord.LINKS && !town.links.contains(other)) {
                    town.link(other);
                }
            }
        }
    }

    /// Ends one link in `part`, and joins new ones instead.
    public void change(int part) {
        for (var town : towns) {
            for (var other : List.copyOf(town.links)) {
                if (random.oneIn(2 * part)) {
                    town.links.remove(other);
                    other.links.remove(town);
                }
            }
        }
        join(2);
    }

    /// The live links of `town`: those it lists.
    public static List<Neighbour> links(Town town) {
        var neighbours = new Neighbours();
        for (var other : town.links) {
            up(neighbours, other.id, true);
        }
        return neighbours.all();
    }

    public static Neighbour up(Neighbours neighbours, NodeId node, boolean dialler) {
        var link = new LinkId(neighbours.all().stream()
                        .mapToLong(it -> it.link().value())
                        .max()
                        .orElse(0)
                + 1);
        return neighbours.handleUp(link, node, dialler, new byte[32], "");
    }

    public static NetAddress address(int a, int b, int c, int d) {
        return NetAddress.of(new byte[] {(byte) a, (byte) b, (byte) c, (byte) d}, 7411);
    }

    /// What must be there.
    public static <K, V> V in(Map<K, V> map, K key) {
        return Optional.ofNullable(map.get(key)).orElseThrow();
    }

    public List<NodeRecord> records() {
        return towns.stream().map(Town::record).toList();
    }

    public static Entropy entropy(Case random) {
        return out -> {
            var bytes = random.bytes(out.length);
            System.arraycopy(bytes, 0, out, 0, out.length);
        };
    }

    /// Both clocks so far on, the uptime from somewhere in the middle of a run.
    public static Now at(Duration later) {
        return new Now(Duration.ofHours(5).plus(later), EPOCH.plus(later));
    }
}
