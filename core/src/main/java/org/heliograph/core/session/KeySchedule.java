package org.heliograph.core.session;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.core.identity.DeviceCertificate;
import org.heliograph.core.identity.PrekeyBundle;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Hkdf;
import org.heliograph.crypto.Hmac;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Sha256;

/// Every derivation of handshake and ratchet, as pure functions. The arguments stay their owners'.
final class KeySchedule {
    static final int KEY_BYTES = 32;

    private static final byte[] EARLY_TRANSCRIPT = label("HG1/hs1");
    private static final byte[] TRANSCRIPT = label("HG1/hs2");
    private static final byte[] IDENTITY = label("HG1/hs-id");
    private static final byte[] SIGNATURE = label("HG1/hs-sig");
    private static final byte[] SESSION = label("HG1/hs-keys");
    private static final byte[] LINK = label("HG1/link");
    private static final byte[] ROOT = label("HG1/dr-root");
    private static final byte[] BODY = label("HG1/dr-msg");
    private static final byte[] HEADER_ENCRYPTION = label("HG1/hk-enc");
    private static final byte[] HEADER_BOX = label("HG1/hk-box");
    private static final byte[] CHAIN_TAG = label("HG1/ct");
    private static final byte[] MESSAGE_STEP = {1};
    private static final byte[] CHAIN_STEP = {2};

    private KeySchedule() {}

    /// What a handshake leaves behind: the root, the header keys of the first chain each way, and the secret of links.
    record SessionKeys(Secret root, Secret initiatorHeader, Secret responderHeader, Secret exporter) {}

    /// What a step of the root gives: the next root, the key of a chain, and the header key of the chain after it.
    record RootStep(Secret root, Secret chain, Secret nextHeader) implements AutoCloseable {
        @Override
        public void close() {
            root.close();
            chain.close();
            nextHeader.close();
        }
    }

    /// A fault if the other's key is not on its curve, or of low order.
    static Secret agree(AgreementKey mine, byte[] theirs) throws PeerFault {
        return mine.agree(theirs)
                .orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "a key that agrees with nothing"));
    }

    /// DH2||DH3, and ss behind it in a hybrid suite: what the two share before the initiator shows who it is.
    static Secret early(Secret dh2, Secret dh3, Optional<Secret> ss) {
        return ss.map(secret -> Secret.join(dh2, dh3, secret)).orElseGet(() -> Secret.join(dh2, dh3));
    }

    /// Binds what is known before the initiator shows who it is.
    static byte[] earlyTranscript(PrekeyBundle responder, byte[] ephemeralKey, byte[] kemCiphertext) {
        var agreed = new Writer(256 + responder.kemKey().length + kemCiphertext.length)
                .u8(responder.suite().code())
                .lp(responder.identity().bytes())
                .bytes(responder.certificate().hash())
                .u32(responder.id())
                .lp(responder.agreementKey())
                .lp(responder.kemKey())
                .lp(ephemeralKey)
                .lp(kemCiphertext)
                .toBytes();
        return Sha256.hash(EARLY_TRANSCRIPT, agreed);
    }

    /// Hides the initiator's certificate.
    static Secret identityKey(byte[] earlyTranscript, Secret early) {
        return Hkdf.derive(earlyTranscript, early, IDENTITY, KEY_BYTES);
    }

    /// Binds everything both ends are agreed on: the name of the session.
    static byte[] transcript(byte[] earlyTranscript, DeviceCertificate initiator) {
        return Sha256.hash(TRANSCRIPT, earlyTranscript, initiator.bytes());
    }

    /// What the initiator's device signs.
    static byte[] signed(byte[] transcript) {
        return new Writer(SIGNATURE.length + transcript.length)
                .bytes(SIGNATURE)
                .bytes(transcript)
                .toBytes();
    }

    /// `all` is DH1||DH2||DH3||ss.
    static SessionKeys sessionKeys(byte[] transcript, Secret all) {
        var keys = Hkdf.derive(transcript, all, SESSION, KEY_BYTES, KEY_BYTES, KEY_BYTES, KEY_BYTES);
        return new SessionKeys(keys[0], keys[1], keys[2], keys[3]);
    }

    static byte[] linkMac(Secret exporter, int role, byte[] handshakeHash) {
        return Hmac.sha256(exporter, LINK, new byte[] {(byte) role}, handshakeHash);
    }

    static RootStep rootStep(Secret root, Secret agreement) {
        var keys = Hkdf.derive(root, agreement, ROOT, KEY_BYTES, KEY_BYTES, KEY_BYTES);
        return new RootStep(keys[0], keys[1], keys[2]);
    }

    static Secret messageKey(Secret chainKey) {
        return Hmac.secret(chainKey, MESSAGE_STEP);
    }

    static Secret nextChainKey(Secret chainKey) {
        return Hmac.secret(chainKey, CHAIN_STEP);
    }

    static Secret bodyKey(Secret messageKey) {
        return Hkdf.expand(messageKey, BODY, KEY_BYTES);
    }

    static Secret headerEncryptionKey(Secret headerKey) {
        return Hkdf.expand(headerKey, HEADER_ENCRYPTION, KEY_BYTES);
    }

    static Secret headerBoxKey(Secret headerKey) {
        return Hkdf.expand(headerKey, HEADER_BOX, KEY_BYTES);
    }

    static byte[] chainTag(Secret headerBoxKey) {
        return Hmac.sha256(headerBoxKey, CHAIN_TAG);
    }

    private static byte[] label(String text) {
        return text.getBytes(US_ASCII);
    }
}
