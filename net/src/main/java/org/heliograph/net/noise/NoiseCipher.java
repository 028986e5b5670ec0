package org.heliograph.net.noise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Span;

/// One direction's key and nonce: what the Noise text calls a CipherState.
///
/// Each message takes the next nonce, so a lost, repeated or moved one does not open. Owns its key. For one thread at a
/// time.
public final class NoiseCipher implements AutoCloseable {
    public static final int KEY_BYTES = 32;

    /// The nonce that [#rekey] alone uses.
    private static final long REKEY_NONCE = -1L;

    private static final Span NOTHING = Span.of(new byte[0]);

    private final Aead aead;
    private final byte[] nonceBytes = new byte[12];
    private final Span nonceSpan = Span.of(nonceBytes);
    private Secret key;
    private long nonce;

    /// Takes `key` over.
    public NoiseCipher(Aead aead, Secret key) {
        if (key.length() != KEY_BYTES) {
            throw new IllegalArgumentException("a cipher key has " + KEY_BYTES + " bytes");
        }
        this.aead = aead;
        this.key = key;
    }

    public byte[] seal(byte[] ad, byte[] plaintext) {
        var out = new byte[plaintext.length + Aead.TAG_BYTES];
        seal(Span.of(ad), Span.of(plaintext), Span.of(out));
        return out;
    }

    public byte[] open(byte[] ad, byte[] sealed) throws PeerFault {
        if (sealed.length < Aead.TAG_BYTES) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "shorter than its tag");
        }
        var out = new byte[sealed.length - Aead.TAG_BYTES];
        open(Span.of(ad), Span.of(sealed), Span.of(out));
        return out;
    }

    /// Seals without associated data and without allocating; `out` is longer by the tag.
    public void seal(Span plaintext, Span out) {
        seal(NOTHING, plaintext, out);
    }

    /// Opens what the other end's [#seal(Span, Span)] made. After a fault `out` is undefined.
    public void open(Span sealed, Span out) throws PeerFault {
        open(NOTHING, sealed, out);
    }

    private void seal(Span ad, Span plaintext, Span out) {
        aead.seal(key, nonceSpan(nextNonce()), ad, plaintext, out);
        nonce++;
    }

    private void open(Span ad, Span sealed, Span out) throws PeerFault {
        if (!aead.open(key, nonceSpan(nextNonce()), ad, sealed, out)) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a Noise message does not open");
        }
        nonce++; // only now: what fails to open leaves the state as it was
    }

    /// Replaces the key by one made from it, and forgets the old one. The nonce goes on.
    public void rekey() {
        var out = new byte[KEY_BYTES + Aead.TAG_BYTES];
        aead.seal(key, nonceSpan(REKEY_NONCE), NOTHING, Span.of(new byte[KEY_BYTES]), Span.of(out));
        var fresh = Secret.taking(Arrays.copyOf(out, KEY_BYTES));
        Arrays.fill(out, (byte) 0);
        key.close();
        key = fresh;
    }

    /// A copy of the key, for whoever derives another from it.
    public Secret copyOfKey() {
        return key.copy();
    }

    private long nextNonce() {
        if (nonce == REKEY_NONCE) {
            throw new IllegalStateException("this key has sealed all it may");
        }
        return nonce;
    }

    /// Four zero bytes, then the number: little-endian for ChaChaPoly, big-endian for AES-GCM.
    private Span nonceSpan(long number) {
        var order = aead == Aead.AES_256_GCM ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer.wrap(nonceBytes).order(order).putLong(4, number);
        return nonceSpan;
    }

    @Override
    public void close() {
        key.close();
    }
}
