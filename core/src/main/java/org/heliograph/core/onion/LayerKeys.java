package org.heliograph.core.onion;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.ChaCha20;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// What the maker of a packet and one hop share about it, and nobody else: the keys of that hop's layer.
///
/// They depend on alpha as it stands in the packet, not on the secret alone, so that no other alpha with the same
/// secret
/// passes for it.
record LayerKeys(Secret mac, Secret stream, Secret payload, Secret blind, Secret tag) implements AutoCloseable {
    /// Beta, and one block more: what a hop needs to see its block and leave a whole beta behind.
    static final int STREAM_BYTES = Header.BETA_BYTES + Header.BLOCK_BYTES;

    static final int TAG_BYTES = 16;

    private static final int KEY_BYTES = 32;
    private static final byte[] LABEL = "HG1/sphinx".getBytes(US_ASCII);
    private static final Span NONCE = Span.of(new byte[ChaCha20.NONCE_BYTES]); // each key covers one header

    /// From either side: the hop has the private half of `key` and finds alpha in the packet, the maker has that of
    /// alpha and finds the key in the hop's record.
    static LayerKeys agree(AgreementKey mine, byte[] theirs, byte[] alpha) throws PeerFault {
        var shared = mine.agree(theirs)
                .orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "a key that agrees with nothing"));
        try (shared) {
            var keys = Hkdf.derive(alpha, shared, LABEL, KEY_BYTES, KEY_BYTES, KEY_BYTES, KEY_BYTES, TAG_BYTES);
            return new LayerKeys(keys[0], keys[1], keys[2], keys[3], keys[4]);
        }
    }

    /// The code over a beta; 32 bytes, of which gamma is the beginning.
    byte[] code(Span beta) {
        return Hmac.sha256(mac, beta);
    }

    /// Covers or uncovers `part`, which begins where the stream begins.
    void cover(Span part) {
        ChaCha20.xor(stream, NONCE, 0, part);
    }

    @Override
    public void close() {
        mac.close();
        stream.close();
        payload.close();
        blind.close();
        tag.close();
    }
}
