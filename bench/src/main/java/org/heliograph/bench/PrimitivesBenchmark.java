package org.heliograph.bench;

import static org.heliograph.bench.BareSodium.of;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.SigningKey;
import org.heliograph.crypto.Suite;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Our types against the bare calls they make: the same inputs, a result in a new array each time.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class PrimitivesBenchmark {
    @Param({"256", "1024"})
    public int size;

    private final byte[] nonce = new byte[24];
    private final byte[] ad = new byte[32];
    private byte[] message;
    private byte[] sealed;
    private byte[] signature;
    private byte[] peer;
    private byte[] verifying;
    private Secret key;
    private AgreementKey agreement;
    private SigningKey signing;
    private MemorySegment bareKey;
    private MemorySegment bareScalar;
    private MemorySegment bareSigning;

    @Setup
    public void prepare() throws Throwable {
        var entropy = Entropy.system();
        message = entropy.bytes(size);
        key = Secret.random(Aead.KEY_BYTES, entropy);
        agreement = AgreementKey.generate(Suite.X25519, entropy);
        peer = AgreementKey.generate(Suite.X25519, entropy).publicKey();
        signing = SigningKey.generate(Suite.X25519, entropy);
        verifying = signing.publicKey();
        sealed = Aead.XCHACHA20_POLY1305.seal(key, nonce, ad, message);
        signature = signing.sign(message, entropy);
        bareKey = offHeap(key.reveal());
        bareScalar = offHeap(agreement.reveal());
        bareSigning = Arena.global().allocate(64);
        int made = (int) BareSodium.KEYPAIR.invokeExact(of(new byte[32]), bareSigning, offHeap(signing.reveal()));
        if (made != 0) {
            throw new IllegalStateException("no key");
        }
    }

    @TearDown
    public void close() {
        key.close();
        agreement.close();
        signing.close();
    }

    private static MemorySegment offHeap(byte[] bytes) {
        return Arena.global().allocate(bytes.length).copyFrom(of(bytes));
    }

    @Benchmark
    public byte[] sealBare() throws Throwable {
        var out = new byte[message.length + Aead.TAG_BYTES];
        int code = (int) BareSodium.SEAL.invokeExact(
                of(out),
                MemorySegment.NULL,
                of(message),
                (long) message.length,
                of(ad),
                (long) ad.length,
                MemorySegment.NULL,
                of(nonce),
                bareKey);
        return code == 0 ? out : null;
    }

    @Benchmark
    public byte[] sealTyped() {
        return Aead.XCHACHA20_POLY1305.seal(key, nonce, ad, message);
    }

    @Benchmark
    public byte[] openBare() throws Throwable {
        var out = new byte[sealed.length - Aead.TAG_BYTES];
        int code = (int) BareSodium.OPEN.invokeExact(
                of(out),
                MemorySegment.NULL,
                MemorySegment.NULL,
                of(sealed),
                (long) sealed.length,
                of(ad),
                (long) ad.length,
                of(nonce),
                bareKey);
        return code == 0 ? out : null;
    }

    @Benchmark
    public Optional<byte[]> openTyped() {
        return Aead.XCHACHA20_POLY1305.open(key, nonce, ad, sealed);
    }

    @Benchmark
    public byte[] agreeBare() throws Throwable {
        var out = new byte[32];
        int code = (int) BareSodium.X25519.invokeExact(of(out), bareScalar, of(peer));
        return code == 0 ? out : null;
    }

    @Benchmark
    public int agreeTyped() {
        try (var shared = agreement.agree(peer).orElseThrow()) {
            return shared.length();
        }
    }

    @Benchmark
    public byte[] signBare() throws Throwable {
        var out = new byte[64];
        int code = (int) BareSodium.SIGN.invokeExact(
                of(out), MemorySegment.NULL, of(message), (long) message.length, bareSigning);
        return code == 0 ? out : null;
    }

    @Benchmark
    public byte[] signTyped() {
        return signing.sign(message, Entropy.system());
    }

    @Benchmark
    public boolean verifyBare() throws Throwable {
        int code =
                (int) BareSodium.VERIFY.invokeExact(of(signature), of(message), (long) message.length, of(verifying));
        return code == 0;
    }

    @Benchmark
    public boolean verifyTyped() {
        return SigningKey.verify(Suite.X25519, verifying, message, signature);
    }
}
