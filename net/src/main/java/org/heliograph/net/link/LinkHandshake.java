package org.heliograph.net.link;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Predicate;
import org.heliograph.core.NodeId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.KemKey;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;
import org.heliograph.net.noise.NoiseCipher;
import org.heliograph.net.noise.NoiseHandshake;

/// Turns a connection into an authenticated, post-quantum encrypted pair of frame streams, or into nothing.
///
/// Three Noise messages of 512 bytes each, then one frame each way that mixes an ML-KEM-768 secret into both keys, so
/// that
/// recorded traffic stays closed even to whoever breaks X25519 later.
final class LinkHandshake {
    static final int MESSAGE_BYTES = 512;

    private static final int NOISE_BYTES = MESSAGE_BYTES - 2;
    private static final int KEY_BYTES = 32;
    private static final int SEALED_KEY_BYTES = KEY_BYTES + Aead.TAG_BYTES;
    private static final byte[] UPGRADE_LABEL = "HG1/link-pq".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /// What both ends hold in the end. The holder closes sealer and opener.
    record Result(NodeId peer, boolean dialer, byte[] hash, FrameSealer sealer, FrameOpener opener) {
        void close() {
            sealer.close();
            opener.close();
        }
    }

    private final Wire wire;
    private final LinkSelf self;
    private final LinkTimes times;
    private final long deadline;

    LinkHandshake(Wire wire, LinkSelf self, LinkTimes times) {
        this.wire = wire;
        this.self = self;
        this.times = times;
        this.deadline = Wire.deadline(times.handshake());
    }

    /// The dialer's side. `wanted` sees who answered before that end learns who dials; empty when it says no.
    Optional<Result> dial(Predicate<NodeId> wanted) throws IOException, PeerFault {
        try (var noise = noise(true)) {
            send(noise.write(self.entropy().bytes(payloadBytes(KEY_BYTES))));
            var greeting = Greeting.verify(noise.read(receive()), self.network(), noise.peerStatic());
            if (!wanted.test(greeting.node())) {
                return Optional.empty();
            }
            send(noise.write(Greeting.of(self, payloadBytes(SEALED_KEY_BYTES))));
            try (var frames = new Frames(noise, true);
                    var kem = KemKey.generate(Suite.X25519_MLKEM768, self.entropy())) {
                frames.send(FrameSealer.control(FrameSealer.KEM_KEY, kem.publicKey()));
                var ciphertext = frames.receive(FrameSealer.KEM_CIPHERTEXT, Suite.X25519_MLKEM768.kemCiphertextBytes());
                try (var secret = orRefuse(kem.decapsulate(ciphertext))) {
                    return Optional.of(frames.upgraded(greeting.node(), secret));
                }
            }
        }
    }

    /// The listener's side. Whoever does not know the network key gets no byte back.
    Result answer() throws IOException, PeerFault {
        try (var noise = noise(false)) {
            noise.read(receive());
            send(noise.write(Greeting.of(self, payloadBytes(KEY_BYTES + SEALED_KEY_BYTES))));
            var greeting = Greeting.verify(noise.read(receive()), self.network(), noise.peerStatic());
            try (var frames = new Frames(noise, false)) {
                var key = frames.receive(FrameSealer.KEM_KEY, Suite.X25519_MLKEM768.kemKeyBytes());
                var made = orRefuse(KemKey.encapsulate(Suite.X25519_MLKEM768, key, self.entropy()));
                try (var secret = made.secret()) {
                    frames.send(FrameSealer.control(FrameSealer.KEM_CIPHERTEXT, made.ciphertext()));
                    return frames.upgraded(greeting.node(), secret);
                }
            }
        }
    }

    private NoiseHandshake noise(boolean dialer) {
        var keys = new NoiseHandshake.Keys(
                self.keys().linkKey(),
                null,
                () -> AgreementKey.generate(Suite.X25519, self.entropy()),
                self.network().linkSecrets());
        return new NoiseHandshake(self.protocol(), dialer, self.prologue(), keys);
    }

    /// What fills a message in which the keys take `keyBytes`. Without a network key nothing encrypts the first
    /// payload.
    private int payloadBytes(int keyBytes) {
        boolean plain = keyBytes == KEY_BYTES && self.network().linkSecrets().isEmpty();
        return NOISE_BYTES - keyBytes - (plain ? 0 : Aead.TAG_BYTES);
    }

    private void send(byte[] message) throws IOException {
        if (message.length != NOISE_BYTES) {
            throw new IllegalStateException("a handshake message of " + message.length + " bytes");
        }
        var framed = new Writer(MESSAGE_BYTES).lp(message).toBytes();
        wire.write(framed, 0, framed.length);
    }

    private byte[] receive() throws IOException, PeerFault {
        var length = new byte[2];
        wire.readFully(length, 0, length.length, deadline);
        if (((length[0] & 0xff) << 8 | (length[1] & 0xff)) != NOISE_BYTES) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not a handshake");
        }
        var message = new byte[NOISE_BYTES];
        wire.readFully(message, 0, message.length, deadline);
        return message;
    }

    private static <T> T orRefuse(Optional<T> made) throws PeerFault {
        if (made.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.FORGED, "an ML-KEM key or ciphertext that is none");
        }
        return made.get();
    }

    /// The frames between the last Noise message and the upgraded keys.
    private final class Frames implements AutoCloseable {
        private final boolean dialer;
        private final byte[] hash;
        private final NoiseHandshake.Ciphers ciphers;
        private final FrameSealer sealer;
        private final FrameOpener opener;

        Frames(NoiseHandshake noise, boolean dialer) {
            this.dialer = dialer;
            this.hash = noise.hash();
            this.ciphers = noise.split();
            this.sealer = new FrameSealer(ciphers.sending(), LinkTimes.STANDARD, self.entropy()); // for one frame
            this.opener = new FrameOpener(ciphers.receiving());
        }

        void send(byte[] frame) throws IOException {
            var out = new byte[FrameSealer.roomFor(1)];
            wire.write(out, 0, sealer.seal(frame, out, 0));
        }

        byte[] receive(int op, int length) throws IOException, PeerFault {
            var in = new byte[FrameSealer.WIRE_BYTES];
            wire.readFully(in, 0, in.length, deadline);
            return FrameOpener.expect(op, opener.openAny(in, 0), length);
        }

        Result upgraded(NodeId peer, Secret secret) {
            var sending = upgraded(ciphers.sending(), dialer, secret);
            var receiving = upgraded(ciphers.receiving(), !dialer, secret);
            return new Result(
                    peer, dialer, hash, new FrameSealer(sending, times, self.entropy()), new FrameOpener(receiving));
        }

        private NoiseCipher upgraded(NoiseCipher old, boolean fromDialer, Secret secret) {
            var info =
                    new Writer(16).bytes(UPGRADE_LABEL).u8(fromDialer ? 0 : 1).toBytes();
            try (var key = old.copyOfKey();
                    var both = Secret.join(key, secret)) {
                return new NoiseCipher(self.protocol().aead(), Hkdf.derive(hash, both, info, NoiseCipher.KEY_BYTES));
            }
        }

        @Override
        public void close() {
            sealer.close();
            opener.close();
        }
    }
}
