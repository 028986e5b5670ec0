package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.mesh.Network;
import org.heliograph.core.mesh.NodeKeys;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Suite;
import org.heliograph.net.noise.NoiseHandshake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A dialer that speaks Noise without a fault and lies in what it carries.
@Timeout(60)
class RoguePeerTest {
    private static final Entropy ENTROPY = Entropy.system();
    private static final Network NETWORK = Network.open("test");
    private static final int GREETING_BYTES = 446;
    private static final int KEM_KEY_BYTES = Suite.X25519_MLKEM768.kemKeyBytes();

    private final NodeKeys keys = NodeKeys.generate(Station.closedNetwork(9), ENTROPY);
    private final NodeKeys victim = NodeKeys.generate(Station.closedNetwork(9), ENTROPY);

    @Test
    void anHonestGreetingIsAnsweredByTheUpgrade() throws Exception {
        try (var bob = Station.open();
                var dialer = new Dialer(bob, greeting(keys, NETWORK))) {
            dialer.send(FrameSealer.control(FrameSealer.KEM_KEY, kemKey()));
            assertThat(dialer.receivesAFrame()).isTrue();
            assertThat(bob.events.awaitUp().peer()).isEqualTo(keys.id());
        }
    }

    @Test
    void theNameOfAnotherNodeIsRefused() throws Exception {
        refused(greeting(victim, NETWORK), FrameSealer.control(FrameSealer.KEM_KEY, kemKey()));
    }

    @Test
    void aGreetingForAnotherNetworkIsRefused() throws Exception {
        refused(greeting(keys, Network.open("other")), FrameSealer.control(FrameSealer.KEM_KEY, kemKey()));
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        var greeting = greeting(keys, NETWORK);
        greeting[0] = 2;
        refused(greeting, FrameSealer.control(FrameSealer.KEM_KEY, kemKey()));
    }

    @Test
    void anEmptyGreetingIsRefused() throws Exception {
        refused(new byte[0], FrameSealer.control(FrameSealer.KEM_KEY, kemKey()));
    }

    @Test
    void anyOtherFrameThanTheUpgradeIsRefused() throws Exception {
        refused(greeting(keys, NETWORK), Station.frame(LinkFrame.DIRECT, 1));
        refused(greeting(keys, NETWORK), FrameSealer.control(FrameSealer.KEM_CIPHERTEXT, kemKey()));
        var forAnother = new LinkFrame(LinkFrame.CTRL, 0, 8, 1, new byte[LinkFrame.PACKET_BYTES]).encode();
        refused(greeting(keys, NETWORK), forAnother);
    }

    @Test
    void anEncapsulationKeyThatIsNoneIsRefused() throws Exception {
        var none = new byte[KEM_KEY_BYTES];
        Arrays.fill(none, (byte) 0xff);
        refused(greeting(keys, NETWORK), FrameSealer.control(FrameSealer.KEM_KEY, none));
    }

    private void refused(byte[] greeting, byte[] frame) throws Exception {
        try (var bob = Station.open();
                var dialer = new Dialer(bob, greeting)) {
            dialer.send(frame);
            assertThat(dialer.receivesAFrame()).isFalse();
            assertThat(bob.events.upNow()).isEmpty();
        }
    }

    private static byte[] greeting(NodeKeys of, Network network) {
        return Greeting.of(new LinkSelf(of, network, ENTROPY, InstantSource.system()), GREETING_BYTES);
    }

    private static byte[] kemKey() {
        try (var key = org.heliograph.crypto.KemKey.generate(Suite.X25519_MLKEM768, ENTROPY)) {
            return key.publicKey();
        }
    }

    /// The dialer's side of the handshake, with a greeting of the test's own.
    private final class Dialer implements AutoCloseable {
        private final Wire wire;
        private final FrameSealer sealer;
        private final FrameOpener opener;

        Dialer(Station to, byte[] greeting) throws IOException, PeerFault {
            wire = new Wire(new Socket(java.net.InetAddress.getLoopbackAddress(), to.address.port()), "", "");
            var noiseKeys = new NoiseHandshake.Keys(
                    keys.linkKey(), null, () -> AgreementKey.generate(Suite.X25519, ENTROPY), List.of());
            var self = new LinkSelf(keys, NETWORK, ENTROPY, InstantSource.system());
            try (var noise = new NoiseHandshake(self.protocol(), true, self.prologue(), noiseKeys)) {
                sendMessage(noise.write(new byte[478]));
                var answer = new byte[LinkHandshake.MESSAGE_BYTES];
                wire.readFully(answer, 0, answer.length, Wire.deadline(Duration.ofSeconds(20)));
                noise.read(Arrays.copyOfRange(answer, 2, answer.length));
                sendMessage(noise.write(Arrays.copyOf(greeting, GREETING_BYTES)));
                var ciphers = noise.split();
                sealer = new FrameSealer(ciphers.sending(), LinkTimes.STANDARD, ENTROPY);
                opener = new FrameOpener(ciphers.receiving());
            }
        }

        void send(byte[] frame) throws IOException {
            var out = new byte[FrameSealer.roomFor(1)];
            try {
                wire.write(out, 0, sealer.seal(frame, out, 0));
            } catch (IOException refused) {
                assertThat(refused).as("the listener has closed already").isNotInstanceOf(EOFException.class);
            }
        }

        boolean receivesAFrame() throws PeerFault {
            var in = new byte[FrameSealer.WIRE_BYTES];
            try {
                wire.readFully(in, 0, in.length, Wire.deadline(Duration.ofSeconds(20)));
            } catch (IOException closed) {
                return false;
            }
            return opener.openAny(in, 0).length == LinkFrame.BYTES;
        }

        private void sendMessage(byte[] message) throws IOException {
            var framed = new Writer(LinkHandshake.MESSAGE_BYTES).lp(message).toBytes();
            wire.write(framed, 0, framed.length);
        }

        @Override
        public void close() {
            wire.close();
            sealer.close();
            opener.close();
        }
    }
}
