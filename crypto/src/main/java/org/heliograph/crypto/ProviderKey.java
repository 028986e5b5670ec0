package org.heliograph.crypto;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import javax.crypto.SecretKey;

/// A secret as JDK providers want it. They wipe what [#getEncoded()] gives them, so each call gives a fresh copy and no
/// other copy is ever on the heap.
///
/// To be built from an open secret and forgotten before the secret is shut.
final class ProviderKey implements SecretKey {
    private static final long serialVersionUID = 1;

    private final String algorithm;
    private final transient MemorySegment bytes;

    ProviderKey(String algorithm, MemorySegment bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        return bytes.toArray(ValueLayout.JAVA_BYTE);
    }
}
