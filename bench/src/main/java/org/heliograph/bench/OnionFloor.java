package org.heliograph.bench;

import static org.heliograph.bench.BareSodium.of;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.heliograph.core.onion.Sphinx;
import org.heliograph.crypto.Entropy;

/// The bare calls that a packet cannot do without, on arrays that are there and keys at hand: what is left is ours.
final class OnionFloor {
    private static final int BETA = 280;
    private static final int STREAM = 336;

    /// The part of a payload that LIONESS covers and authenticates twice.
    private static final int RIGHT = Sphinx.BODY_BYTES + 16 - 32;

    private final Entropy entropy = Entropy.system();
    private final MemorySegment key = offHeap(entropy.bytes(32));
    private final byte[] nonce = new byte[12];
    private final byte[] point = new byte[32];
    private final byte[] shared = new byte[32];
    private final byte[] code = new byte[32];
    private final byte[] beta = new byte[STREAM];
    private final byte[] right = new byte[RIGHT];
    private final Mac mac;

    OnionFloor() throws Exception {
        mac = Mac.getInstance("HmacSHA256", "SunJCE");
        bare(() -> base());
    }

    /// The agreement and the next alpha; the keys of a layer and its gamma; the header's stream; one LIONESS.
    Rounds.Work forward() {
        return repeated(() -> {
            multiply();
            layer();
            multiply();
            lioness();
        });
    }

    /// A key and an agreement for each hop, and all that a hop does but the next alpha.
    Rounds.Work make(int hops) {
        return repeated(() -> {
            for (int i = 0; i < hops; i++) {
                base();
                multiply();
                layer();
                lioness();
            }
        });
    }

    Rounds.Work answer() {
        return repeated(this::lioness);
    }

    /// One LIONESS for each hop but the owner's, and one for the answerer's.
    Rounds.Work read(int hops) {
        return repeated(() -> {
            for (int i = 0; i < hops; i++) {
                lioness();
            }
        });
    }

    private void layer() throws Throwable {
        hkdfExtract();
        hkdfExpand(5);
        mac.init(new SecretKeySpec(code, "HmacSHA256"));
        mac.update(beta, 0, BETA);
        mac.doFinal(code, 0);
        cover(beta);
    }

    private void lioness() throws Throwable {
        hkdfExpand(4);
        for (int i = 0; i < 2; i++) {
            cover(right);
            mac.init(new SecretKeySpec(code, "HmacSHA256"));
            mac.update(right);
            mac.doFinal(code, 0);
        }
    }

    private void hkdfExtract() throws Exception {
        mac.init(new SecretKeySpec(point, "HmacSHA256"));
        mac.update(shared);
        mac.doFinal(code, 0);
    }

    private void hkdfExpand(int blocks) throws Exception {
        mac.init(new SecretKeySpec(code, "HmacSHA256"));
        for (int i = 0; i < blocks; i++) {
            mac.update(code);
            mac.update(nonce); // about as long as a label
            mac.update((byte) i);
            mac.doFinal(code, 0);
        }
    }

    private void cover(byte[] data) throws Throwable {
        check((int) BareSodium.CHACHA20.invokeExact(of(data), of(data), (long) data.length, of(nonce), 0, key));
    }

    private void multiply() throws Throwable {
        check((int) BareSodium.X25519.invokeExact(of(shared), key, of(point)));
    }

    private void base() throws Throwable {
        check((int) BareSodium.X25519_BASE.invokeExact(of(point), key));
    }

    private interface Bare {
        void run() throws Throwable;
    }

    private static Rounds.Work repeated(Bare calls) {
        return times -> {
            for (int i = 0; i < times; i++) {
                bare(calls);
            }
        };
    }

    private static void bare(Bare calls) throws Exception {
        try {
            calls.run();
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void check(int code) {
        if (code != 0) {
            throw new IllegalStateException("a bare call failed");
        }
    }

    private static MemorySegment offHeap(byte[] bytes) {
        return Arena.global().allocate(bytes.length).copyFrom(of(bytes));
    }
}
