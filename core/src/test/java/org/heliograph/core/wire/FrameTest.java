package org.heliograph.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.heliograph.core.MessageId;
import org.heliograph.core.PeerFault;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Frame FRAME = new Frame(
            Frame.DATA, Frame.DISAPPEARING, new MessageId(1, 2), 3, 4, new Ack.Head(5, 6, -1), new byte[] {7});

    @Test
    void theFieldsLieWhereTheSpecPutsThem() {
        assertThat(HexFormat.of().formatHex(FRAME.encode(52)))
                .isEqualTo("0101" + "00000000000000010000000000000002" + "0000000000000003" + "00000004"
                        + "0000000000000005" + "00000006" + "ffffffff" + "00" + "0001" + "07" + "0000");
    }

    @Test
    void replyBlocksAreSteppedOver() throws PeerFault {
        var plain = FRAME.encode(50);
        var withTwo = new byte[50 + 2 * Frame.REPLY_BLOCK_BYTES];
        System.arraycopy(plain, 0, withTwo, 0, 46);
        withTwo[46] = 2;
        System.arraycopy(plain, 47, withTwo, 47 + 2 * Frame.REPLY_BLOCK_BYTES, 3);
        assertThat(Frame.decode(withTwo).body()).containsExactly(7);
        assertThatThrownBy(() -> Frame.decode(Arrays.copyOf(withTwo, 800))).isInstanceOf(PeerFault.class);
    }

    @Test
    void aBodyThatDoesNotFitIsOurMistake() {
        assertThatThrownBy(() -> FRAME.encode(49)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDateNoClockShowsIsRefused() {
        var encoded = FRAME.encode(50);
        encoded[18] = (byte) 0x80;
        assertThatThrownBy(() -> Frame.decode(encoded)).isInstanceOf(PeerFault.class);
    }

    @Test
    void aFullProofAndFullListsFitIntoAPacket() {
        var mac = new byte[LinkControl.PROOF_BYTES];
        var proof = new LinkControl.Proof(Collections.nCopies(LinkControl.PROOFS, mac));
        var element = new ElementId(1, 2);
        var full = List.of(
                proof.encode(),
                new Recon.Want(Recon.ITEMS, Collections.nCopies(Recon.MAX_WANTED, element)).encode(),
                new Recon.Listing(
                                Recon.ITEMS,
                                Position.ZERO,
                                Position.ZERO,
                                Collections.nCopies(Recon.MAX_LISTED, element))
                        .encode());
        assertThat(full).allMatch(it -> it.length <= LinkFrame.PACKET_BYTES);
        assertThat(4 + Recon.MAX_RANGES * 52 + 32).isLessThanOrEqualTo(LinkFrame.PACKET_BYTES);
    }

    @Test
    void rangesMustAscend() {
        var digest = new byte[Recon.Range.DIGEST_BYTES];
        var back = new Recon.Ranges(
                Recon.ITEMS,
                List.of(
                        new Recon.Range(new Position(2, 0, 0, 0), 1, digest),
                        new Recon.Range(new Position(1, 0, 0, 0), 1, digest)),
                Position.ZERO);
        assertThatThrownBy(() -> Recon.decode(back.encode())).isInstanceOf(PeerFault.class);
    }

    @Test
    void thePaddingOfAPacketIsNotLookedAt() throws PeerFault {
        var frame = LinkFrame.of(LinkFrame.CTRL, new LinkControl.Bye(3).encode());
        var packet = LinkFrame.decode(frame.encode()).packet();
        assertThat(packet).hasSize(LinkFrame.PACKET_BYTES);
        assertThat(LinkControl.decode(packet)).isEqualTo(new LinkControl.Bye(3));
    }
}
