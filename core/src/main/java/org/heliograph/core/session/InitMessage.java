package org.heliograph.core.session;

import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.Sha256;
import org.heliograph.crypto.Suite;

/// The fields of an INIT: which prekey it is for, the initiator's ephemeral key and encapsulation, its sealed
/// certificate and signature, and the first ratchet message.
record InitMessage(
        Suite suite, long prekeyId, byte[] ephemeralKey, byte[] ciphertext, byte[] identity, byte[] ratchetMessage) {
    private static final int TYPE = 1;

    /// What of an INIT stands before its ratchet message.
    static int prefixBytes(Suite suite) {
        return 2 + Integer.BYTES + suite.agreementKeyBytes() + suite.kemCiphertextBytes() + identityBytes(suite);
    }

    private static int identityBytes(Suite suite) {
        return DeviceCertificate.bytes(suite) + suite.signatureBytes() + Aead.TAG_BYTES;
    }

    static InitMessage read(byte[] init) throws PeerFault {
        var in = new Reader(init);
        int type = in.u8();
        var suite = Suite.of(in.u8());
        if (type != TYPE || suite.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "not an INIT of a known suite");
        }
        return new InitMessage(
                suite.get(),
                in.u32(),
                in.bytes(suite.get().agreementKeyBytes()),
                in.bytes(suite.get().kemCiphertextBytes()),
                in.bytes(identityBytes(suite.get())),
                in.rest());
    }

    byte[] encode() {
        return new Writer(prefixBytes(suite) + ratchetMessage.length)
                .u8(TYPE)
                .u8(suite.code())
                .u32(prekeyId)
                .bytes(ephemeralKey)
                .bytes(ciphertext)
                .bytes(identity)
                .bytes(ratchetMessage)
                .toBytes();
    }

    InitMessage with(byte[] ratchetMessage) {
        return new InitMessage(suite, prekeyId, ephemeralKey, ciphertext, identity, ratchetMessage);
    }

    /// The same for two INITs exactly when one repeats the other's keys, which no honest one does.
    byte[] replayTag() {
        return Sha256.hash(ephemeralKey, ciphertext);
    }
}
