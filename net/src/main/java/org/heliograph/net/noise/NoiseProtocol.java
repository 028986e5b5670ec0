package org.heliograph.net.noise;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Suite;

/// A Noise protocol: the pattern and the primitives its name lists.
///
/// @param agreement [Suite#X25519] or [Suite#X448]
/// @param aead [Aead#CHACHA20_POLY1305] or [Aead#AES_256_GCM]
public record NoiseProtocol(NoisePattern pattern, Suite agreement, Aead aead, NoiseHash hash) {
    /// The protocol of links without a network key.
    public static final NoiseProtocol LINK =
            new NoiseProtocol(NoisePattern.XX, Suite.X25519, Aead.CHACHA20_POLY1305, NoiseHash.SHA256);

    /// The protocol of links with one: the first place keeps strangers out, the last authenticates members.
    public static final NoiseProtocol CLOSED_LINK =
            new NoiseProtocol(NoisePattern.XX.withKeysAt(0, 3), Suite.X25519, Aead.CHACHA20_POLY1305, NoiseHash.SHA256);

    public NoiseProtocol {
        if (agreement != Suite.X25519 && agreement != Suite.X448) {
            throw new IllegalArgumentException("Noise names no protocol with " + agreement);
        }
        if (aead == Aead.XCHACHA20_POLY1305) {
            throw new IllegalArgumentException("Noise names no protocol with " + aead);
        }
    }

    /// As in `Noise_XX_25519_ChaChaPoly_SHA256`.
    public String name() {
        return String.join(
                "_",
                "Noise",
                pattern.name(),
                agreement == Suite.X25519 ? "25519" : "448",
                aead == Aead.AES_256_GCM ? "AESGCM" : "ChaChaPoly",
                hash.name());
    }

    /// What the handshake hash and the chaining key start from.
    byte[] start() {
        var name = name().getBytes(StandardCharsets.US_ASCII);
        return name.length <= hash.bytes() ? Arrays.copyOf(name, hash.bytes()) : hash.hash(name);
    }
}
