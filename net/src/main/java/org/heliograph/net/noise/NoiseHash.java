package org.heliograph.net.noise;

import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;

/// The hash function of a protocol, and the key derivation built on it.
///
/// Links use [#SHA256]. The framework's other three serve its public test vectors only and stand in the tests.
public interface NoiseHash {
    /// As protocol names write it.
    String name();

    /// Length of the output.
    int bytes();

    byte[] hash(byte[]... parts);

    /// Noise's HKDF: `count` outputs of the hash's length.
    Secret[] derive(Secret chainingKey, Secret input, int count);

    NoiseHash SHA256 = new NoiseHash() {
        @Override
        public String name() {
            return "SHA256";
        }

        @Override
        public int bytes() {
            return 32;
        }

        @Override
        public byte[] hash(byte[]... parts) {
            return Sha256.hash(parts);
        }

        @Override
        public Secret[] derive(Secret chainingKey, Secret input, int count) {
            var lengths = new int[count];
            java.util.Arrays.fill(lengths, bytes());
            return Hkdf.derive(chainingKey, input, new byte[0], lengths);
        }
    };
}
