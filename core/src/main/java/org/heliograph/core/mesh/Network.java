package org.heliograph.core.mesh;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.Base32;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;

/// Which network a node belongs to: an open one has a name, a closed one a key that all its members hold.
///
/// Nodes of different networks cannot finish a handshake; a node of a closed one does not even answer strangers.
public final class Network implements AutoCloseable {
    public static final int KEY_BYTES = 32;
    public static final int MAX_NAME_BYTES = 64;

    /// What [#toUri] starts with.
    public static final String SCHEME = "helio-network:";

    private static final int CHECKSUM_BYTES = 2;
    private static final int OPEN = 1;
    private static final int CLOSED = 2;

    private final String name;
    private final Optional<Secret> key;
    private final NetworkTag tag;
    private final List<Secret> linkSecrets;

    private Network(String name, Optional<Secret> key, NetworkTag tag, List<Secret> linkSecrets) {
        this.name = name;
        this.key = key;
        this.tag = tag;
        this.linkSecrets = linkSecrets;
    }

    /// The open network of this name, at most [#MAX_NAME_BYTES] bytes of UTF-8.
    public static Network open(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a network's name has at most " + MAX_NAME_BYTES + " bytes");
        }
        var named = new Writer(128).bytes(ascii("HG1/open")).lp(bytes).toBytes();
        var tag = NetworkTag.of(Arrays.copyOf(Sha256.hash(named), NetworkTag.BYTES));
        return new Network(name, Optional.empty(), tag, List.of());
    }

    /// The closed network of this key. Wipes `networkKey`.
    public static Network closed(byte[] networkKey) {
        if (networkKey.length != KEY_BYTES) {
            Arrays.fill(networkKey, (byte) 0);
            throw new IllegalArgumentException("a network key has " + KEY_BYTES + " bytes");
        }
        var key = Secret.guarded(networkKey);
        var tag = NetworkTag.of(Hkdf.expandBytes(key, ascii("HG1/net"), NetworkTag.BYTES));
        return new Network(
                "", Optional.of(key), tag, List.of(derived(key, "HG1/net-psk0"), derived(key, "HG1/net-psk3")));
    }

    /// Reads what [#encode] wrote, and wipes it.
    public static Network decode(byte[] encoded) throws PeerFault {
        try {
            var in = new Reader(encoded);
            int kind = in.u8();
            var content = in.rest();
            if (kind == OPEN && content.length <= MAX_NAME_BYTES) {
                return open(new String(content, StandardCharsets.UTF_8));
            }
            if (kind == CLOSED && content.length == KEY_BYTES) {
                return closed(content);
            }
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not a network");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /// u8 1 || name, or u8 2 || key. The caller wipes it.
    public byte[] encode() {
        var content = key.map(Secret::reveal).orElseGet(() -> name.getBytes(StandardCharsets.UTF_8));
        var encoded = new Writer(1 + content.length)
                .u8(key.isPresent() ? CLOSED : OPEN)
                .bytes(content)
                .drain();
        Arrays.fill(content, (byte) 0);
        return encoded;
    }

    /// One word to hand to whoever is to be a member: for a closed network it is as secret as its key.
    public String toUri() {
        var content = encode();
        var checked = new Writer(content.length + CHECKSUM_BYTES)
                .bytes(content)
                .u16(Base32.checksum(content, content.length))
                .drain();
        Arrays.fill(content, (byte) 0);
        var letters = Base32.encode(checked);
        Arrays.fill(checked, (byte) 0);
        return SCHEME + letters;
    }

    /// Reads what [#toUri] wrote, in any case and with any white space around; empty for anything else.
    public static Optional<Network> parse(String text) {
        var word = text.strip();
        if (!word.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        var checked = Base32.decode(word.substring(SCHEME.length())).orElse(new byte[0]);
        int length = checked.length - CHECKSUM_BYTES;
        boolean isSound = length > 0
                && ((checked[length] & 0xff) << 8 | (checked[length + 1] & 0xff)) == Base32.checksum(checked, length);
        try {
            return isSound ? Optional.of(decode(Arrays.copyOf(checked, length))) : Optional.empty();
        } catch (PeerFault ofALaterVersion) {
            return Optional.empty();
        } finally {
            Arrays.fill(checked, (byte) 0);
        }
    }

    public boolean isClosed() {
        return key.isPresent();
    }

    /// Empty for a closed network.
    public String name() {
        return name;
    }

    /// The four bytes that stand for this network in records and signatures.
    public byte[] tag() {
        return tag.toBytes();
    }

    /// What a node key needs to be let in.
    Admission admission() {
        return new Admission(tag, isClosed() ? 0 : Admission.OPEN_PUZZLE_BITS);
    }

    /// The pre-shared keys of the link handshake, psk0 and psk3; none for an open network. They stay this object's.
    public List<Secret> linkSecrets() {
        return linkSecrets;
    }

    /// A key that all members can make, for one purpose: Expand(network key, purpose, 32). The caller closes it. Empty
    /// for an open network, which has no secret.
    public Optional<Secret> keyFor(byte[] purpose) {
        return key.map(secret -> Hkdf.expand(secret, purpose, KEY_BYTES));
    }

    private static Secret derived(Secret key, String label) {
        return Hkdf.expand(key, ascii(label), KEY_BYTES);
    }

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        linkSecrets.forEach(Secret::close);
        key.ifPresent(Secret::close);
    }
}
