package org.heliograph.net.noise;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.heliograph.crypto.Secret;

/// The hash functions of the public vectors that links do not use, from Bouncy Castle.
record BouncyHash(String name, int bytes, Supplier<Digest> digests) implements NoiseHash {
    static NoiseHash named(String name) {
        return switch (name) {
            case "SHA256" -> NoiseHash.SHA256;
            case "SHA512" -> new BouncyHash(name, 64, SHA512Digest::new);
            case "BLAKE2s" -> new BouncyHash(name, 32, () -> new Blake2sDigest(256));
            case "BLAKE2b" -> new BouncyHash(name, 64, () -> new Blake2bDigest(512));
            default -> throw new IllegalArgumentException("no hash " + name);
        };
    }

    @Override
    public byte[] hash(byte[]... parts) {
        var digest = digests.get();
        for (var part : parts) {
            digest.update(part, 0, part.length);
        }
        var out = new byte[bytes];
        digest.doFinal(out, 0);
        return out;
    }

    @Override
    public Secret[] derive(Secret chainingKey, Secret input, int count) {
        var extracted = hmac(chainingKey.reveal(), input.reveal());
        var made = new Secret[count];
        var last = new byte[0];
        for (int i = 0; i < count; i++) {
            last = hmac(extracted, last, new byte[] {(byte) (i + 1)});
            made[i] = Secret.taking(last.clone());
        }
        return made;
    }

    private byte[] hmac(byte[] key, byte[]... parts) {
        var mac = new HMac(digests.get());
        mac.init(new KeyParameter(key));
        Arrays.stream(parts).forEach(part -> mac.update(part, 0, part.length));
        var out = new byte[bytes];
        mac.doFinal(out, 0);
        return out;
    }
}
