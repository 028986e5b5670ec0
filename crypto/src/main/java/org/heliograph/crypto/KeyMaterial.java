package org.heliograph.crypto;

/// What a key object keeps: the secret it works with and its public half.
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record KeyMaterial(Secret secret, byte[] publicKey) {
    /// The same in guarded memory; the secret this was is closed.
    KeyMaterial guarded() {
        try (secret) {
            return new KeyMaterial(Secret.guarded(secret.reveal()), publicKey);
        }
    }
}
