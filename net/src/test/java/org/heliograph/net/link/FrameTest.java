package org.heliograph.net.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.heliograph.core.PeerFault;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Secret;
import org.heliograph.net.noise.NoiseCipher;
import org.heliograph.testkit.Case;
import org.heliograph.testkit.Cases;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Case RANDOM = new Case(1);

    @Test
    void noBitOfASealedFrameMayChange() throws PeerFault {
        try (var sealer = sealer();
                var opener = opener()) {
            var wire = new byte[FrameSealer.roomFor(1)];
            int length = sealer.seal(Station.frame(LinkFrame.DIRECT, 3), wire, 0);
            assertThat(length).isEqualTo(4_096);
            for (int bit = 0; bit < 8 * length; bit += 3) {
                wire[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> opener.openAny(wire, 0)).isInstanceOf(PeerFault.class);
                wire[bit / 8] ^= (byte) (1 << bit % 8);
            }
            assertThat(Station.numberOf(opener.openAny(wire, 0))).isEqualTo(3);
            assertThatThrownBy(() -> opener.openAny(wire, 0)).as("a replay").isInstanceOf(PeerFault.class);
        }
    }

    @Test
    void theLinkKeepsItsOwnFramesToItself() throws PeerFault {
        try (var sealer = sealer();
                var opener = opener()) {
            var wire = new byte[FrameSealer.roomFor(1)];
            sealer.sealPadding(wire, 0);
            assertThat(opener.open(wire, 0)).isEmpty();
            sealer.seal(FrameSealer.control(4, new byte[0]), wire, 0);
            assertThat(opener.open(wire, 0)).isPresent();
            sealer.seal(FrameSealer.control(FrameSealer.KEM_KEY, new byte[0]), wire, 0);
            assertThatThrownBy(() -> opener.open(wire, 0)).isInstanceOf(PeerFault.class);
            var forAnother = new LinkFrame(LinkFrame.CTRL, 0, 8, 77L, new byte[LinkFrame.PACKET_BYTES]).encode();
            forAnother[14] = FrameSealer.REKEY; // goes on to another node: no business of this link
            sealer.seal(forAnother, wire, 0);
            assertThat(opener.open(wire, 0)).contains(forAnother);
        }
    }

    @Test
    void randomBytesAreAFault() {
        Cases.forAll(300, random -> {
            try (var opener = opener()) {
                var wire = random.bytes(FrameSealer.WIRE_BYTES);
                if (random.nextBoolean()) {
                    wire[0] = (byte) (4_094 >>> 8);
                    wire[1] = (byte) 4_094;
                }
                assertThatThrownBy(() -> opener.open(wire, 0)).isInstanceOf(PeerFault.class);
            }
        });
    }

    private static FrameSealer sealer() {
        return new FrameSealer(cipher(), LinkTimes.STANDARD, RANDOM::nextBytes);
    }

    private static FrameOpener opener() {
        return new FrameOpener(cipher());
    }

    private static NoiseCipher cipher() {
        return new NoiseCipher(Aead.CHACHA20_POLY1305, Secret.taking(new byte[32]));
    }
}
