package org.heliograph.bench;

import static org.heliograph.bench.BareSodium.of;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import javax.crypto.KEM;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.heliograph.crypto.Entropy;

/// The bare calls that a step cannot do without, one after the other and on the same keys: what is left is ours.
final class Floor {
    private static final int HEADER_BYTES = 40;
    private static final int TAG_BYTES = 16;

    private final Entropy entropy = Entropy.system();
    private final MemorySegment key = offHeap(entropy.bytes(32));
    private final byte[] point = new byte[32];
    private final byte[] shared = new byte[32];
    private final byte[] nonce = new byte[24];
    private final byte[] ad = new byte[122];
    private final MemorySegment signing = Arena.global().allocate(64);
    private final byte[] verifying = new byte[32];
    private final byte[] signature = new byte[64];
    private final byte[] signed = new byte[512];
    private final byte[] block = new byte[32];
    private final Mac mac;
    private final KeyPair kem;

    Floor() throws Exception {
        try {
            mac = Mac.getInstance("HmacSHA256", "SunJCE");
            kem = KeyPairGenerator.getInstance("ML-KEM-768", "SunJCE").generateKeyPair();
            check((int) BareSodium.X25519_BASE.invokeExact(of(point), of(entropy.bytes(32))));
            check((int) BareSodium.KEYPAIR.invokeExact(of(verifying), signing, of(entropy.bytes(32))));
            sign();
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IllegalStateException(failure);
        }
    }

    /// Sealing: nonces, message key, body key, next chain key, header and body. Opening: the same keys, both opened.
    Rounds.Work stream(int frameBytes) {
        var message = new Message(frameBytes);
        return times -> bare(() -> {
            for (int i = 0; i < times; i++) {
                message(message);
            }
        });
    }

    /// Beside that, each message makes a key, agrees at both ends, steps the root at both ends, derives what a header
    /// key becomes at both, and is first tried with the header key of the chain before.
    Rounds.Work pingPong(int frameBytes) {
        var message = new Message(frameBytes);
        var old = offHeap(entropy.bytes(32));
        return times -> bare(() -> {
            for (int i = 0; i < times; i++) {
                multiplyBase(1);
                multiply(2);
                hmacs(2 * (4 + 3));
                open(old, message.sealedHeader, message.header);
                message(message);
            }
        });
    }

    /// Two signatures of the bundle; the encapsulation, two new keys, four agreements and a signature of the initiator;
    /// four agreements, the decapsulation and a signature to verify of the responder; the first message.
    Rounds.Work setUp(int frameBytes) {
        var message = new Message(frameBytes);
        return times -> bare(() -> {
            for (int i = 0; i < times; i++) {
                verify(3);
                sign();
                multiplyBase(2);
                multiply(8);
                encapsulateAndOpen();
                message(message);
            }
        });
    }

    private static final class Message {
        final byte[] header = new byte[HEADER_BYTES];
        final byte[] sealedHeader = new byte[HEADER_BYTES + TAG_BYTES];
        final byte[] body;
        final byte[] sealedBody;

        Message(int frameBytes) {
            body = new byte[frameBytes];
            sealedBody = new byte[frameBytes + TAG_BYTES];
        }
    }

    private void message(Message message) throws Throwable {
        entropy.fill(nonce);
        hmacs(3);
        seal(message.header, message.sealedHeader);
        seal(message.body, message.sealedBody);
        check(open(key, message.sealedHeader, message.header));
        hmacs(3);
        check(open(key, message.sealedBody, message.body));
    }

    private void hmacs(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            mac.init(new SecretKeySpec(block, "HmacSHA256"));
            mac.update((byte) 1);
            mac.doFinal(block, 0);
        }
    }

    private void seal(byte[] text, byte[] out) throws Throwable {
        check((int) BareSodium.SEAL.invokeExact(
                of(out),
                MemorySegment.NULL,
                of(text),
                (long) text.length,
                of(ad),
                (long) ad.length,
                MemorySegment.NULL,
                of(nonce),
                key));
    }

    private int open(MemorySegment with, byte[] sealed, byte[] out) throws Throwable {
        return (int) BareSodium.OPEN.invokeExact(
                of(out),
                MemorySegment.NULL,
                MemorySegment.NULL,
                of(sealed),
                (long) sealed.length,
                of(ad),
                (long) ad.length,
                of(nonce),
                with);
    }

    private void multiply(int count) throws Throwable {
        for (int i = 0; i < count; i++) {
            check((int) BareSodium.X25519.invokeExact(of(shared), key, of(point)));
        }
    }

    private void multiplyBase(int count) throws Throwable {
        for (int i = 0; i < count; i++) {
            check((int) BareSodium.X25519_BASE.invokeExact(of(shared), of(entropy.bytes(32))));
        }
    }

    private void sign() throws Throwable {
        check((int) BareSodium.SIGN.invokeExact(
                of(signature), MemorySegment.NULL, of(signed), (long) signed.length, signing));
    }

    private void verify(int count) throws Throwable {
        for (int i = 0; i < count; i++) {
            check((int) BareSodium.VERIFY.invokeExact(of(signature), of(signed), (long) signed.length, of(verifying)));
        }
    }

    private void encapsulateAndOpen() throws Exception {
        var scheme = KEM.getInstance("ML-KEM", "SunJCE");
        var made = scheme.newEncapsulator(kem.getPublic()).encapsulate();
        scheme.newDecapsulator(kem.getPrivate()).decapsulate(made.encapsulation());
    }

    private interface Bare {
        void run() throws Throwable;
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
