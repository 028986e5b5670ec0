package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// Where random bytes come from: the operating system in a real node, a seed in a simulated one. Every key, nonce and
/// id is a function of these bytes.
@FunctionalInterface
public interface Entropy {
    /// Overwrites all of `out`.
    void fill(byte[] out);

    default byte[] bytes(int length) {
        var out = new byte[length];
        fill(out);
        return out;
    }

    /// A number from 0 to before `bound`: each as likely as any other, but for less than one part in 2^32.
    default int below(int bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("no number from 0 to before " + bound);
        }
        return (int) Long.remainderUnsigned(ByteBuffer.wrap(bytes(Long.BYTES)).getLong(), bound);
    }

    /// libsodium's `randombytes`, which asks the operating system. Throws [IllegalStateException] with a sentence for
    /// people
    /// when this machine has no libsodium that we can load, so a program asks for it first.
    static Entropy system() {
        NativeLibrary.load();
        return out -> Sodium.randomBytes(MemorySegment.ofArray(out));
    }
}
