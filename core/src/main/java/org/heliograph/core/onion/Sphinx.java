package org.heliograph.core.onion;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// The packet format: 4,064 bytes at every hop of a path of one to five, from the first to the last.
///
/// A packet is a [Header] of 328 bytes and a payload of 3,736: sixteen zeros and a body, under one [Lioness] for each
/// hop. [#wrap] makes one, [ReplyBlock#use] another from somebody else's header; [MixKeys#open] takes a layer off.
public final class Sphinx {
    public static final int PACKET_BYTES = LinkFrame.PACKET_BYTES;

    /// The longest body; a shorter one is padded with zeros.
    public static final int BODY_BYTES = 3_720;

    public static final int MAX_HOPS = 5;

    /// The longest that a hop may be told to keep a packet: it costs memory there.
    public static final Duration MAX_DELAY = Duration.ofSeconds(5);

    static final int PAYLOAD_BYTES = PACKET_BYTES - Header.BYTES;

    /// Zeros before the body: whoever changed a bit of the payload on the way does not leave them zero.
    static final int ZEROS = PAYLOAD_BYTES - BODY_BYTES;

    private static final Duration TICK = Duration.ofMillis(10);
    private static final int MAX_TICKS = (int) MAX_DELAY.dividedBy(TICK);
    private static final double MEAN_TICKS = 5; // 50 ms

    private Sphinx() {}

    /// One node of a path.
    ///
    /// @param mixKey its X25519 key of `epoch`, 32 bytes, as its record shows it
    /// @param delay how long it keeps the packet, in steps of 10 ms; the last hop of a path is not told any
    public record Hop(NodeId node, byte[] mixKey, long epoch, Duration delay) {
        public Hop {
            if (mixKey.length != 32 || delay.isNegative() || delay.compareTo(MAX_DELAY) > 0) {
                throw new IllegalArgumentException(
                        "a mix key of " + mixKey.length + " bytes or a delay of " + delay.toMillis() + " ms");
            }
        }

        int keyEpoch() {
            return (int) epoch & 0xff;
        }

        int ticks() {
            return (int) delay.dividedBy(TICK);
        }
    }

    /// A packet and where it goes next. `keyEpoch` is the low byte of the epoch of the mix key it is for; the packet is
    /// its owner's, and [#PACKET_BYTES] long.
    public record Packet(NodeId to, int keyEpoch, byte[] bytes) {}

    /// 16 random bytes by which their maker knows its own again: a reply block, a loop.
    public record Token(long high, long low) {
        public static Token draw(Entropy entropy) {
            var random = ByteBuffer.wrap(entropy.bytes(16));
            return new Token(random.getLong(), random.getLong());
        }

        /// Of exactly 16 bytes.
        public static Token of(byte[] bytes) {
            var in = ByteBuffer.wrap(bytes);
            return new Token(in.getLong(), in.getLong());
        }

        public byte[] toBytes() {
            return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        }

        static Token read(Reader in) throws PeerFault {
            return new Token(in.u64(), in.u64());
        }
    }

    /// What was under a layer.
    public sealed interface Opened {
        /// To be sent on after `delay`.
        record Forward(Packet packet, Duration delay) implements Opened {}

        /// This node is the last; the body is [#BODY_BYTES] long.
        record Final(byte[] body) implements Opened {}

        /// An answer by the reply block with this id, for [ReplyBlocks#open]: only its owner can read the payload.
        record Reply(Token id, byte[] payload) implements Opened {}
    }

    /// A packet that leads `body`, of at most [#BODY_BYTES], along `path` to its last node.
    ///
    /// A fault if a hop's mix key agrees with nothing: its record is to blame.
    public static Packet wrap(List<Hop> path, byte[] body, Entropy entropy) throws PeerFault {
        try (var header = Header.make(path, Header.finalBlock(), entropy)) {
            var packet = packet(header.bytes(), body);
            for (var key : header.payloadKeys().reversed()) {
                Lioness.encrypt(key, payload(packet));
            }
            return new Packet(path.getFirst().node(), path.getFirst().keyEpoch(), packet);
        }
    }

    /// A delay for one hop: exponentially distributed with a mean of 50 ms, so that who sees one packet leave learns
    /// nothing about when the next one will; at most [#MAX_DELAY].
    public static Duration drawDelay(Entropy entropy) {
        long bits = ByteBuffer.wrap(entropy.bytes(Long.BYTES)).getLong() >>> 11;
        double ticks = -StrictMath.log((bits + 1) * 0x1p-53) * MEAN_TICKS;
        return TICK.multipliedBy(Math.min(Math.round(ticks), MAX_TICKS));
    }

    /// The header that somebody made for answers to them, and the key for the first layer of one: 396 bytes, for one
    /// use.
    ///
    /// It says where the first hop is, and of the rest of the path nothing. It is of use while the first hop has the
    /// mix key of its epoch.
    public record ReplyBlock(byte[] bytes) {
        public static final int BYTES = NodeId.BYTES + Header.BYTES + Lioness.KEY_BYTES + 4;

        private static final int HEADER_AT = NodeId.BYTES;
        private static final int KEY_AT = HEADER_AT + Header.BYTES;
        private static final int EPOCH_AT = KEY_AT + Lioness.KEY_BYTES;

        public ReplyBlock {
            if (bytes.length != BYTES) {
                throw new IllegalArgumentException("a reply block of " + bytes.length + " bytes");
            }
        }

        static ReplyBlock of(Hop first, byte[] header, byte[] key) {
            return new ReplyBlock(new Writer(BYTES)
                    .bytes(first.node().toBytes())
                    .bytes(header)
                    .bytes(key)
                    .u16((int) first.epoch() & 0xffff)
                    .padTo(BYTES)
                    .drain());
        }

        static ReplyBlock read(Reader in) throws PeerFault {
            return new ReplyBlock(in.bytes(BYTES));
        }

        /// A packet with `body`, of at most [#BODY_BYTES], for whoever made this block. Empty when the mix key of its
        /// first hop is not of `today`, the day before or the day after: then nobody would open it.
        public Optional<Packet> use(byte[] body, long today) {
            int epoch = ByteBuffer.wrap(bytes).getShort(EPOCH_AT) & 0xffff;
            if (Math.abs((short) (epoch - today)) > 1) {
                return Optional.empty();
            }
            var packet = packet(Arrays.copyOfRange(bytes, HEADER_AT, KEY_AT), body);
            try (var key = Secret.taking(Arrays.copyOfRange(bytes, KEY_AT, EPOCH_AT))) {
                Lioness.encrypt(key, payload(packet));
            }
            return Optional.of(new Packet(NodeId.of(Arrays.copyOf(bytes, NodeId.BYTES)), epoch & 0xff, packet));
        }
    }

    static Duration delay(int ticks) throws PeerFault {
        if (ticks > MAX_TICKS) {
            throw new PeerFault(PeerFault.Kind.OVER_LIMIT, "a delay of " + ticks + " ticks");
        }
        return TICK.multipliedBy(ticks);
    }

    static Span payload(byte[] packet) {
        return Span.of(packet, Header.BYTES, PAYLOAD_BYTES);
    }

    /// The body behind the zeros of a payload that nobody changed.
    static byte[] body(Span payload) throws PeerFault {
        int from = payload.offset() + ZEROS;
        int all = 0;
        for (int i = payload.offset(); i < from; i++) {
            all |= payload.array()[i];
        }
        if (all != 0) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a payload that was changed on its way");
        }
        return Arrays.copyOfRange(payload.array(), from, from + BODY_BYTES);
    }

    private static byte[] packet(byte[] header, byte[] body) {
        if (body.length > BODY_BYTES) {
            throw new IllegalArgumentException("a body of " + body.length + " bytes");
        }
        var packet = Arrays.copyOf(header, PACKET_BYTES);
        System.arraycopy(body, 0, packet, Header.BYTES + ZEROS, body.length);
        return packet;
    }
}
