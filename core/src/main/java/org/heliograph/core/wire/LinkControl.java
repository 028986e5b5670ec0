package org.heliograph.core.wire;

import java.util.ArrayList;
import java.util.List;
import org.heliograph.core.PeerFault;

/// The packet of a CTRL frame: the two ends of a link about the link itself.
public sealed interface LinkControl {
    int KEM_KEY_BYTES = 1_184;
    int KEM_CIPHERTEXT_BYTES = 1_088;

    /// How many places for a proof a frame has; those not needed hold random bytes.
    int PROOFS = 126;

    int PROOF_BYTES = 32;

    /// The dialer's key for the upgrade.
    record KemKey(byte[] key) implements LinkControl {}

    /// The listener's answer to [KemKey].
    record KemCiphertext(byte[] ciphertext) implements LinkControl {}

    /// The sender's next frame is under a new key.
    record Rekey() implements LinkControl {}

    /// For every live session whose contact may know that this is me, the proof of it; random bytes look the same.
    record Proof(List<byte[]> macs) implements LinkControl {
        public Proof {
            macs = List.copyOf(macs);
        }
    }

    /// Please forward for me what others send by way of you.
    record Register() implements LinkControl {}

    /// Where the receiver seems to be, as the sender sees it: who dialled tells what it dialled, who was dialled tells
    /// where that came from, whose port means nothing.
    record YourAddress(NetAddress address) implements LinkControl {}

    /// The sender closes this link.
    record Bye(int reason) implements LinkControl {}

    /// Of a later version: forgotten.
    record Unknown(int op) implements LinkControl {}

    /// The packet without its padding.
    default byte[] encode() {
        return switch (this) {
            case KemKey it -> field(1, it.key(), KEM_KEY_BYTES);
            case KemCiphertext it -> field(2, it.ciphertext(), KEM_CIPHERTEXT_BYTES);
            case Rekey it -> new byte[] {3};
            case Proof it -> encode(it);
            case Register it -> new byte[] {5};
            case YourAddress it ->
                it.address().writeTo(new Writer(1 + NetAddress.BYTES).u8(6)).toBytes();
            case Bye it -> new Writer(2).u8(7).u8(it.reason()).toBytes();
            case Unknown it -> throw new IllegalStateException("only ever read: op " + it.op());
        };
    }

    private static byte[] field(int op, byte[] field, int length) {
        if (field.length != length) {
            throw new IllegalArgumentException("field of " + field.length + " bytes");
        }
        return new Writer(1 + length).u8(op).bytes(field).toBytes();
    }

    private static byte[] encode(Proof proof) {
        if (proof.macs().size() != PROOFS || proof.macs().stream().anyMatch(mac -> mac.length != PROOF_BYTES)) {
            throw new IllegalArgumentException("a proof frame is " + PROOFS + " values of " + PROOF_BYTES + " bytes");
        }
        var out = new Writer(LinkFrame.PACKET_BYTES).u8(4);
        proof.macs().forEach(out::bytes);
        return out.toBytes();
    }

    /// Takes a packet; its padding is not looked at.
    static LinkControl decode(byte[] packet) throws PeerFault {
        var in = new Reader(packet);
        int op = in.u8();
        return switch (op) {
            case 1 -> new KemKey(in.bytes(KEM_KEY_BYTES));
            case 2 -> new KemCiphertext(in.bytes(KEM_CIPHERTEXT_BYTES));
            case 3 -> new Rekey();
            case 4 -> {
                var macs = new ArrayList<byte[]>(PROOFS);
                for (int i = 0; i < PROOFS; i++) {
                    macs.add(in.bytes(PROOF_BYTES));
                }
                yield new Proof(macs);
            }
            case 5 -> new Register();
            case 6 -> new YourAddress(NetAddress.read(in));
            case 7 -> new Bye(in.u8());
            default -> new Unknown(op);
        };
    }
}
