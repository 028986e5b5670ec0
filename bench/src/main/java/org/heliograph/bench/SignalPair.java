package org.heliograph.bench;

import org.signal.libsignal.protocol.IdentityKeyPair;
import org.signal.libsignal.protocol.SessionBuilder;
import org.signal.libsignal.protocol.SessionCipher;
import org.signal.libsignal.protocol.SignalProtocolAddress;
import org.signal.libsignal.protocol.ecc.ECKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyPair;
import org.signal.libsignal.protocol.kem.KEMKeyType;
import org.signal.libsignal.protocol.message.PreKeySignalMessage;
import org.signal.libsignal.protocol.message.SignalMessage;
import org.signal.libsignal.protocol.state.KyberPreKeyRecord;
import org.signal.libsignal.protocol.state.PreKeyBundle;
import org.signal.libsignal.protocol.state.SignedPreKeyRecord;
import org.signal.libsignal.protocol.state.impl.InMemorySignalProtocolStore;

/// The same two people with `libsignal-client`, called as its users call it: sessions lie in its store in memory, and
/// messages go from end to end as bytes. No one-time prekey, as ours have none.
final class SignalPair {
    private static final int DEVICE = 1;
    private static final int REGISTRATION = 7;
    private static final SignalProtocolAddress READER = new SignalProtocolAddress("reader", DEVICE);

    private final IdentityKeyPair writerIdentity = IdentityKeyPair.generate();
    private final InMemorySignalProtocolStore reader;
    private final PreKeyBundle bundle;
    private int writers;

    private record Ends(SessionCipher writer, SessionCipher reader) {}

    SignalPair() {
        var identity = IdentityKeyPair.generate();
        reader = new InMemorySignalProtocolStore(identity, REGISTRATION);
        var signed = ECKeyPair.generate();
        var signature = identity.getPrivateKey()
                .calculateSignature(signed.getPublicKey().serialize());
        reader.storeSignedPreKey(1, new SignedPreKeyRecord(1, 0, signed, signature));
        var kem = KEMKeyPair.generate(KEMKeyType.KYBER_1024);
        var kemSignature =
                identity.getPrivateKey().calculateSignature(kem.getPublicKey().serialize());
        reader.storeKyberPreKey(2, new KyberPreKeyRecord(2, 0, kem, kemSignature));
        bundle = new PreKeyBundle(
                REGISTRATION,
                DEVICE,
                PreKeyBundle.NULL_PRE_KEY_ID,
                null,
                1,
                signed.getPublicKey(),
                signature,
                identity.getPublicKey(),
                2,
                kem.getPublicKey(),
                kemSignature);
    }

    void setUp(byte[] text) throws Exception {
        meet(text);
    }

    private Ends meet(byte[] text) throws Exception {
        var store = new InMemorySignalProtocolStore(writerIdentity, REGISTRATION);
        new SessionBuilder(store, READER).process(bundle);
        var writer = new SessionCipher(store, READER);
        var ends = new Ends(writer, new SessionCipher(reader, new SignalProtocolAddress("writer" + writers++, DEVICE)));
        ends.reader.decrypt(new PreKeySignalMessage(writer.encrypt(text).serialize()));
        return ends;
    }

    Rounds.Work stream(byte[] text) throws Exception {
        var ends = answered();
        return times -> {
            for (int i = 0; i < times; i++) {
                pass(ends.writer, ends.reader, text);
            }
        };
    }

    Rounds.Work pingPong(byte[] text) throws Exception {
        var ends = answered();
        return times -> {
            for (int i = 0; i < times; i += 2) {
                pass(ends.writer, ends.reader, text);
                pass(ends.reader, ends.writer, text);
            }
        };
    }

    private Ends answered() throws Exception {
        var ends = meet(new byte[64]);
        pass(ends.reader, ends.writer, new byte[16]);
        pass(ends.writer, ends.reader, new byte[16]);
        return ends;
    }

    private static void pass(SessionCipher from, SessionCipher to, byte[] text) throws Exception {
        to.decrypt(new SignalMessage(from.encrypt(text).serialize()));
    }
}
