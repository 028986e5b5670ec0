package org.heliograph.net.noise;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.Aead;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Secret;
import org.heliograph.net.noise.NoisePattern.Token;
import org.jspecify.annotations.Nullable;

/// One handshake, from its first message to the two ciphers it ends in.
///
/// The ends call [#write] and [#read] in turn until [#done], then [#split]. After a `PeerFault` it can only be closed.
/// For one
/// thread.
public final class NoiseHandshake implements AutoCloseable {
    /// No message of Noise is longer.
    public static final int MAX_MESSAGE_BYTES = 65_535;

    /// What this end brings; all of it stays the caller's.
    ///
    /// @param own the static key, where the pattern has one
    /// @param peer the other end's static public key, where it is known beforehand
    /// @param ephemerals makes the one-time key, which the handshake owns
    /// @param shared one pre-shared key for each `psk` of the pattern, in order
    public record Keys(
            @Nullable AgreementKey own,
            byte @Nullable [] peer,
            Supplier<AgreementKey> ephemerals,
            List<Secret> shared) {}

    /// What a finished handshake gives: the caller closes both.
    public record Ciphers(NoiseCipher sending, NoiseCipher receiving) {}

    private final NoiseProtocol protocol;
    private final boolean initiator;
    private final Keys keys;
    private final SymmetricState state;
    private @Nullable AgreementKey ephemeral;
    private byte @Nullable [] peerEphemeral;
    private byte @Nullable [] peerStatic;
    private int messages;
    private int sharedUsed;
    private boolean failed;

    public NoiseHandshake(NoiseProtocol protocol, boolean initiator, byte[] prologue, Keys keys) {
        this.protocol = protocol;
        this.initiator = initiator;
        this.keys = keys;
        this.peerStatic = keys.peer();
        this.state = new SymmetricState(protocol);
        state.mixHash(prologue);
        if (protocol.pattern().initiatorKnown()) {
            state.mixHash(initiator ? own().publicKey() : present(peerStatic));
        }
        if (protocol.pattern().responderKnown()) {
            state.mixHash(initiator ? present(peerStatic) : own().publicKey());
        }
    }

    /// All messages of the pattern have gone.
    public boolean done() {
        return messages == protocol.pattern().messages().size();
    }

    /// The next message, carrying `payload`. Its fault is a key the other end sent before that no agreement accepts.
    public byte[] write(byte[] payload) throws PeerFault {
        begin(true);
        var out = new ByteArrayOutputStream();
        for (var token : protocol.pattern().messages().get(messages)) {
            switch (token) {
                case E -> out.writeBytes(writeEphemeral());
                case S -> out.writeBytes(state.encryptAndHash(own().publicKey()));
                case PSK -> state.mixKeyAndHash(keys.shared().get(sharedUsed++));
                case EE, ES, SE, SS -> agree(token);
            }
        }
        out.writeBytes(state.encryptAndHash(payload));
        if (out.size() > MAX_MESSAGE_BYTES) {
            throw new IllegalArgumentException("a Noise message has at most " + MAX_MESSAGE_BYTES + " bytes");
        }
        finish();
        return out.toByteArray();
    }

    /// The payload of the other end's next message.
    public byte[] read(byte[] message) throws PeerFault {
        begin(false);
        int at = 0;
        for (var token : protocol.pattern().messages().get(messages)) {
            switch (token) {
                case E -> at = readEphemeral(message, at);
                case S -> at = readStatic(message, at);
                case PSK -> state.mixKeyAndHash(keys.shared().get(sharedUsed++));
                case EE, ES, SE, SS -> agree(token);
            }
        }
        var payload = state.decryptAndHash(Arrays.copyOfRange(message, at, message.length));
        finish();
        return payload;
    }

    /// The other end's static key, once a message has shown it.
    public byte[] peerStatic() {
        return present(peerStatic).clone();
    }

    /// What both ends know they have in common; after the last message it names this handshake alone.
    public byte[] hash() {
        return state.hash();
    }

    /// The ciphers for what follows the handshake.
    public Ciphers split() {
        if (!done() || failed) {
            throw new IllegalStateException("the handshake is not over");
        }
        var both = state.split();
        return initiator ? new Ciphers(both[0], both[1]) : new Ciphers(both[1], both[0]);
    }

    private void begin(boolean writing) {
        boolean myTurn = initiator == (messages % 2 == 0);
        if (failed || done() || writing != myTurn) {
            throw new IllegalStateException("not the turn to " + (writing ? "write" : "read"));
        }
        failed = true; // until the message is through
    }

    private void finish() {
        failed = false;
        messages++;
    }

    private byte[] writeEphemeral() {
        ephemeral = keys.ephemerals().get();
        var bytes = ephemeral.publicKey();
        mixEphemeral(bytes);
        return bytes;
    }

    private int readEphemeral(byte[] message, int at) throws PeerFault {
        int end = at + protocol.agreement().agreementKeyBytes();
        peerEphemeral = cut(message, at, end);
        mixEphemeral(peerEphemeral);
        return end;
    }

    private void mixEphemeral(byte[] bytes) {
        state.mixHash(bytes);
        if (protocol.pattern().usesPreSharedKeys()) {
            try (var input = Secret.taking(bytes.clone())) {
                state.mixKey(input);
            }
        }
    }

    private int readStatic(byte[] message, int at) throws PeerFault {
        int end = at + protocol.agreement().agreementKeyBytes() + (state.hasKey() ? Aead.TAG_BYTES : 0);
        peerStatic = state.decryptAndHash(cut(message, at, end));
        return end;
    }

    private static byte[] cut(byte[] message, int from, int to) throws PeerFault {
        if (to > message.length) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "a Noise message ends early");
        }
        return Arrays.copyOfRange(message, from, to);
    }

    /// The first letter of a token names the initiator's key, the second the responder's.
    private void agree(Token token) throws PeerFault {
        boolean ownIsStatic = token == Token.SS || token == (initiator ? Token.SE : Token.ES);
        boolean peerIsStatic = token == Token.SS || token == (initiator ? Token.ES : Token.SE);
        var own = ownIsStatic ? own() : present(ephemeral);
        var peer = present(peerIsStatic ? peerStatic : peerEphemeral);
        var agreed = own.agree(peer);
        if (agreed.isEmpty()) {
            throw new PeerFault(PeerFault.Kind.FORGED, "a Noise key that no agreement accepts");
        }
        try (var input = agreed.get()) {
            state.mixKey(input);
        }
    }

    private AgreementKey own() {
        return present(keys.own());
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the pattern needs a key that is not there");
        }
        return value;
    }

    @Override
    public void close() {
        failed = true;
        state.close();
        if (ephemeral != null) {
            ephemeral.close();
        }
    }
}
