package org.heliograph.net.noise;

import java.util.Arrays;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Secret;
import org.jspecify.annotations.Nullable;

/// The running hash, chaining key and cipher of a handshake; the names are those of the Noise text.
final class SymmetricState implements AutoCloseable {
    private final NoiseProtocol protocol;
    private byte[] hash;
    private Secret chainingKey;
    private @Nullable NoiseCipher cipher;

    SymmetricState(NoiseProtocol protocol) {
        this.protocol = protocol;
        this.hash = protocol.start();
        this.chainingKey = Secret.taking(hash.clone());
    }

    byte[] hash() {
        return hash.clone();
    }

    void mixHash(byte[] data) {
        hash = protocol.hash().hash(hash, data);
    }

    void mixKey(Secret input) {
        var made = protocol.hash().derive(chainingKey, input, 2);
        replaceChainingKey(made[0]);
        replaceCipher(made[1]);
    }

    void mixKeyAndHash(Secret input) {
        var made = protocol.hash().derive(chainingKey, input, 3);
        replaceChainingKey(made[0]);
        try (var mixed = made[1]) {
            mixHash(mixed.reveal()); // goes into a public hash, as the framework defines
        }
        replaceCipher(made[2]);
    }

    byte[] encryptAndHash(byte[] plaintext) {
        var sealed = cipher == null ? plaintext : cipher.seal(hash, plaintext);
        mixHash(sealed);
        return sealed;
    }

    byte[] decryptAndHash(byte[] sealed) throws PeerFault {
        var plaintext = cipher == null ? sealed : cipher.open(hash, sealed);
        mixHash(sealed);
        return plaintext;
    }

    boolean hasKey() {
        return cipher != null;
    }

    /// The two ciphers after the handshake, the initiator's sending one first.
    NoiseCipher[] split() {
        try (var nothing = Secret.taking(new byte[0])) {
            var made = protocol.hash().derive(chainingKey, nothing, 2);
            return new NoiseCipher[] {cipherOf(made[0]), cipherOf(made[1])};
        }
    }

    private void replaceChainingKey(Secret fresh) {
        chainingKey.close();
        chainingKey = fresh;
    }

    private void replaceCipher(Secret fresh) {
        if (cipher != null) {
            cipher.close();
        }
        cipher = cipherOf(fresh);
    }

    /// Longer outputs are cut to a cipher's key.
    private NoiseCipher cipherOf(Secret made) {
        if (made.length() == NoiseCipher.KEY_BYTES) {
            return new NoiseCipher(protocol.aead(), made);
        }
        var bytes = made.reveal();
        made.close();
        var key = Secret.taking(Arrays.copyOf(bytes, NoiseCipher.KEY_BYTES));
        Arrays.fill(bytes, (byte) 0);
        return new NoiseCipher(protocol.aead(), key);
    }

    @Override
    public void close() {
        chainingKey.close();
        if (cipher != null) {
            cipher.close();
        }
    }
}
