package org.heliograph.crypto;

import java.security.SecureRandom;

/// Hands the bytes of an [Entropy] to providers that insist on a `SecureRandom`, so that what they make repeats with
/// the seed.
final class EntropyRandom extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final transient Entropy entropy;

    EntropyRandom(Entropy entropy) {
        super(null, null);
        this.entropy = entropy;
    }

    /// Hands out exactly these bytes, then refuses: the way to give a provider a key that it would rather draw itself.
    static EntropyRandom replaying(byte[] bytes) {
        return new EntropyRandom(new Entropy() {
            private int at;

            @Override
            public void fill(byte[] out) {
                if (out.length > bytes.length - at) {
                    throw new IllegalStateException(
                            "the provider wants more than the " + bytes.length + " bytes of a key");
                }
                System.arraycopy(bytes, at, out, 0, out.length);
                at += out.length;
            }
        });
    }

    @Override
    public void nextBytes(byte[] bytes) {
        entropy.fill(bytes);
    }

    @Override
    public byte[] generateSeed(int numBytes) {
        return entropy.bytes(numBytes);
    }
}
