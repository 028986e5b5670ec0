package org.heliograph.core.mesh;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.GossipMessage;
import org.heliograph.core.wire.NetAddress;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.jspecify.annotations.Nullable;

/// What a node says of itself to the mesh: its keys, where it can be reached, whom it is linked to. 768 bytes
/// (`docs/protocol/mesh.md`).
///
/// An instance was verified: signed by the node key in it, of the network asked for, with that network's puzzle solved.
/// It keeps the very bytes that were signed, and little else, for a node knows thousands of them.
public final class NodeRecord {
    public static final int BYTES = GossipMessage.RECORD_BYTES;

    public static final int KEY_BYTES = 32;
    public static final int MIX_KEYS = 8;
    public static final int ADDRESSES = 4;
    public static final int VIAS = 3;
    public static final int LINKS = 16;

    /// Capabilities: holds boxes, forwards for registered neighbours, can be dialled.
    public static final int STORES = 1;

    public static final int RELAYS = 2;
    public static final int DIALABLE = 4;

    /// Holds every item, not only those that are its to hold.
    public static final int CARRIES_ALL = 8;

    /// No record is valid for longer than this after it was issued.
    public static final long MAX_LIFETIME_SECONDS = 72 * 3_600L;

    private static final int VERSION = 1;
    private static final int SIGNATURE_BYTES = 64;
    private static final int SIGNED_BYTES = BYTES - SIGNATURE_BYTES;
    private static final byte[] LABEL = "HG1/record".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ELEMENT = "HG1/rec".getBytes(StandardCharsets.US_ASCII);

    private static final int NODE_KEY_AT = 1 + NetworkTag.BYTES;
    private static final int LINK_KEY_AT = NODE_KEY_AT + KEY_BYTES;
    private static final int EPOCH_AT = LINK_KEY_AT + KEY_BYTES;
    private static final int MIX_KEYS_AT = EPOCH_AT + 4;
    private static final int ADDRESSES_AT = MIX_KEYS_AT + MIX_KEYS * KEY_BYTES;
    private static final int VIAS_AT = ADDRESSES_AT + ADDRESSES * NetAddress.BYTES;
    private static final int LINKS_AT = VIAS_AT + VIAS * NodeId.BYTES;
    private static final int CAPS_AT = LINKS_AT + LINKS * 8;
    private static final int SEQUENCE_AT = CAPS_AT + 2;
    private static final int ISSUED_AT = SEQUENCE_AT + 8;
    private static final int LIFETIME_AT = ISSUED_AT + 4;
    private static final int PUZZLE_AT = LIFETIME_AT + 4;

    private final byte[] bytes;
    private final NodeId id;
    private @Nullable ElementId element;

    private NodeRecord(byte[] bytes, NodeId id) {
        this.bytes = bytes;
        this.id = id;
    }

    /// What a node puts into its record beside its keys.
    ///
    /// @param firstEpoch the epoch of the first mix key
    /// @param mixKeys exactly [#MIX_KEYS] public keys, one per epoch
    /// @param links the ids of live neighbours, of which the first 8 bytes go into the record
    /// @param sequence higher than in any record before
    public record Claims(
            long firstEpoch,
            List<byte[]> mixKeys,
            List<NetAddress> addresses,
            List<NodeId> vias,
            List<NodeId> links,
            int capabilities,
            long sequence) {}

    /// Signs a record of this node.
    static NodeRecord issue(NodeKeys keys, Admission admission, Claims claims, long nowSeconds, Entropy entropy) {
        var out = new Writer(BYTES)
                .u8(VERSION)
                .bytes(admission.network().toBytes())
                .bytes(keys.nodeKey().publicKey())
                .bytes(keys.linkKey().publicKey())
                .u32(claims.firstEpoch);
        claims.mixKeys.forEach(out::bytes);
        claims.addresses.forEach(address -> address.writeTo(out));
        out.padTo(VIAS_AT);
        claims.vias.forEach(via -> out.bytes(via.toBytes()));
        out.padTo(LINKS_AT);
        claims.links.forEach(link -> out.u64(link.a()));
        out.padTo(CAPS_AT)
                .u16(claims.capabilities)
                .u64(claims.sequence)
                .u32(nowSeconds)
                .u32(MAX_LIFETIME_SECONDS)
                .u64(keys.puzzle())
                .padTo(SIGNED_BYTES);
        var signature = keys.nodeKey()
                .sign(new Writer(BYTES).bytes(LABEL).bytes(out.toBytes()).toBytes(), entropy);
        return new NodeRecord(out.bytes(signature).toBytes(), keys.id());
    }

    /// Takes exactly [#BYTES] bytes; checks everything but whether the record is valid now.
    static NodeRecord verify(byte[] record, Admission admission) throws PeerFault {
        return read(record, admission.network()).verify(admission);
    }

    /// Takes exactly [#BYTES] bytes; checks their form and the network, which costs little. Who they are from is not
    /// known yet.
    static Unverified read(byte[] record, NetworkTag network) throws PeerFault {
        var read = parse(record);
        if (!read.network().equals(network)) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "a record of another network");
        }
        return new Unverified(read);
    }

    /// Takes up the bytes of a record that was verified before, without doing so again.
    static NodeRecord restore(byte[] record) throws PeerFault {
        return parse(record);
    }

    private static NodeRecord parse(byte[] record) throws PeerFault {
        if (record.length != BYTES || record[0] != VERSION) {
            throw malformed("not a node record");
        }
        var id = NodeKeys.idOf(Arrays.copyOfRange(record, NODE_KEY_AT, LINK_KEY_AT));
        var parsed = new NodeRecord(record.clone(), id);
        parsed.readAddresses();
        if (parsed.u32(LIFETIME_AT) > MAX_LIFETIME_SECONDS) {
            throw malformed("a record that lives too long");
        }
        return parsed;
    }

    /// What a record says before its signature was looked at: enough to refuse it at little cost.
    static final class Unverified {
        private final NodeRecord read;

        private Unverified(NodeRecord read) {
            this.read = read;
        }

        NodeId id() {
            return read.id;
        }

        long sequence() {
            return read.sequence();
        }

        long issuedSeconds() {
            return read.issuedSeconds();
        }

        long endSeconds() {
            return read.endSeconds();
        }

        List<NetAddress> addresses() {
            return read.addresses();
        }

        /// Whether these are the very bytes of a record that was verified.
        boolean isThat(NodeRecord known) {
            return Arrays.equals(read.bytes, known.bytes);
        }

        /// Checks the puzzle and the signature.
        NodeRecord verify(Admission admission) throws PeerFault {
            read.checkOrigin(admission);
            return read;
        }
    }

    private void checkOrigin(Admission admission) throws PeerFault {
        if (!admission.admits(nodeKey(), u64(PUZZLE_AT))) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a node key without its puzzle");
        }
        var signed = new Writer(LABEL.length + SIGNED_BYTES)
                .bytes(LABEL)
                .bytes(part(0, SIGNED_BYTES))
                .toBytes();
        if (!SigningKey.verify(Suite.X25519, nodeKey(), signed, part(SIGNED_BYTES, SIGNATURE_BYTES))) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a record its node did not sign");
        }
    }

    /// Exactly what was signed.
    public byte[] bytes() {
        return bytes.clone();
    }

    public NodeId id() {
        return id;
    }

    /// The name under which sets of records are compared.
    public ElementId element() {
        var known = element;
        if (known == null) {
            known = ElementId.of(Sha256.hash(ELEMENT, bytes));
            element = known;
        }
        return known;
    }

    private NetworkTag network() {
        return NetworkTag.of(part(1, NetworkTag.BYTES));
    }

    /// Ed25519.
    public byte[] nodeKey() {
        return part(NODE_KEY_AT, KEY_BYTES);
    }

    /// X25519: the static key of its links.
    public byte[] linkKey() {
        return part(LINK_KEY_AT, KEY_BYTES);
    }

    public long firstEpoch() {
        return u32(EPOCH_AT);
    }

    /// Whether it shows a mix key for this epoch.
    public boolean covers(long epoch) {
        return epoch >= firstEpoch() && epoch < firstEpoch() + MIX_KEYS;
    }

    /// X25519; only for an epoch that it [#covers].
    public byte[] mixKey(long epoch) {
        return part(MIX_KEYS_AT + (int) (epoch - firstEpoch()) * KEY_BYTES, KEY_BYTES);
    }

    /// Where it says it can be dialled.
    public List<NetAddress> addresses() {
        try {
            return readAddresses();
        } catch (PeerFault impossible) {
            throw new IllegalStateException("a record that was read before cannot be read", impossible);
        }
    }

    private List<NetAddress> readAddresses() throws PeerFault {
        var addresses = new ArrayList<NetAddress>();
        for (int i = 0; i < ADDRESSES; i++) {
            int at = ADDRESSES_AT + i * NetAddress.BYTES;
            if (bytes[at] != 0) {
                addresses.add(NetAddress.read(new Reader(bytes, at, NetAddress.BYTES)));
            }
        }
        return addresses;
    }

    /// Neighbours that forward to it, when it cannot be dialled.
    public List<NodeId> vias() {
        var vias = new ArrayList<NodeId>();
        for (int i = 0; i < VIAS; i++) {
            var via = NodeId.of(part(VIAS_AT + i * NodeId.BYTES, NodeId.BYTES));
            if (!via.equals(NodeId.ZERO)) {
                vias.add(via);
            }
        }
        return vias;
    }

    /// The first 8 bytes of the ids of those it says it is linked to.
    public long[] links() {
        var in = ByteBuffer.wrap(bytes, LINKS_AT, LINKS * Long.BYTES);
        var links = new long[LINKS];
        int count = 0;
        for (int i = 0; i < LINKS; i++) {
            long prefix = in.getLong();
            if (prefix != 0) {
                links[count++] = prefix;
            }
        }
        return Arrays.copyOf(links, count);
    }

    /// Whether it says it is linked to this node.
    public boolean lists(NodeId node) {
        for (long link : links()) {
            if (link == node.a()) {
                return true;
            }
        }
        return false;
    }

    public boolean can(int capability) {
        return (capabilities() & capability) != 0;
    }

    public int capabilities() {
        return ByteBuffer.wrap(bytes).getShort(CAPS_AT) & 0xffff;
    }

    public long sequence() {
        return u64(SEQUENCE_AT);
    }

    public long issuedSeconds() {
        return u32(ISSUED_AT);
    }

    /// When it is over, in unix seconds.
    public long endSeconds() {
        return issuedSeconds() + u32(LIFETIME_AT);
    }

    private byte[] part(int from, int length) {
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private long u32(int at) {
        return ByteBuffer.wrap(bytes).getInt(at) & 0xffff_ffffL;
    }

    private long u64(int at) {
        return ByteBuffer.wrap(bytes).getLong(at);
    }

    private static PeerFault malformed(String what) {
        return new PeerFault(PeerFault.Kind.MALFORMED, what);
    }
}
