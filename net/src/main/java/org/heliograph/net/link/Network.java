package org.heliograph.net.link;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;
import org.heliograph.net.noise.NoiseProtocol;

/// Which network the links of a node belong to: an open one has a name, a closed one a key that all its members hold.
///
/// Nodes of different networks cannot finish a handshake; a node of a closed one does not even answer strangers.
public final class Network implements AutoCloseable {
    public static final int KEY_BYTES = 32;

    private static final int TAG_BYTES = 4;
    private static final String PROLOGUE = "HG1/link";

    private final byte[] tag;
    private final NoiseProtocol protocol;
    private final List<Secret> shared;

    private Network(byte[] tag, NoiseProtocol protocol, List<Secret> shared) {
        this.tag = tag;
        this.protocol = protocol;
        this.shared = shared;
    }

    public static Network open(String name) {
        var named = new Writer(64)
                .bytes(ascii("HG1/open"))
                .lp(name.getBytes(StandardCharsets.UTF_8))
                .toBytes();
        return new Network(Arrays.copyOf(Sha256.hash(named), TAG_BYTES), NoiseProtocol.LINK, List.of());
    }

    /// Wipes `networkKey`.
    public static Network closed(byte[] networkKey) {
        if (networkKey.length != KEY_BYTES) {
            Arrays.fill(networkKey, (byte) 0);
            throw new IllegalArgumentException("a network key has " + KEY_BYTES + " bytes");
        }
        try (var key = Secret.taking(networkKey)) {
            return new Network(
                    Hkdf.expandBytes(key, ascii("HG1/net"), TAG_BYTES),
                    NoiseProtocol.CLOSED_LINK,
                    List.of(
                            Hkdf.expand(key, ascii("HG1/net-psk0"), KEY_BYTES),
                            Hkdf.expand(key, ascii("HG1/net-psk3"), KEY_BYTES)));
        }
    }

    /// The four bytes that stand for this network in records and signatures.
    public byte[] tag() {
        return tag.clone();
    }

    NoiseProtocol protocol() {
        return protocol;
    }

    /// The pre-shared keys of the handshake, in its order; none for an open network. They stay this object's.
    List<Secret> shared() {
        return shared;
    }

    byte[] prologue() {
        return new Writer(16).bytes(ascii(PROLOGUE)).bytes(tag).toBytes();
    }

    private static byte[] ascii(String label) {
        return label.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        shared.forEach(Secret::close);
    }
}
