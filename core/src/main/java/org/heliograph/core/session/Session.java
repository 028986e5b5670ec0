package org.heliograph.core.session;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.heliograph.core.PeerFault;
import org.heliograph.crypto.AgreementKey;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.heliograph.crypto.Suite;

/// The Double Ratchet with header encryption between two devices: every message under a key of its own, and new secrets
/// with every answer.
///
/// An answer's share of the ratchet is taken in two halves: the receiving one when it comes, the sending one with the
/// next message. So opening makes no key, and needs no entropy.
public final class Session implements AutoCloseable {
    /// A box of the mesh, which a message fills.
    public static final int BOX_BYTES = 3_072;

    /// Messages in a chain, and so also the most that one message can pass over: bounds what a reader derives for it.
    public static final int CHAIN_LENGTH = 4_096;

    /// Keys kept for messages that were passed over. Twice what a sender may have on its way.
    public static final int SKIPPED_KEYS = 2_048;

    /// Chains kept for such keys beside the current one: as many answers may pass while a message is still on its way.
    /// Fewer would lose messages that their sender still sends; each costs a trial of a header key for what opens with
    /// no newer one.
    static final int OLDER_CHAINS = 64;

    private static final byte VERSION = 2;
    private static final int TRANSCRIPT_BYTES = 32;
    private static final int FIXED_ROW_BYTES = 2 + TRANSCRIPT_BYTES + 2 * KeySchedule.KEY_BYTES + HeaderKey.ROW_BYTES;

    private final Agreed agreed;
    private final MessageLayout layout;
    private final Incoming incoming;
    private Secret root;
    private Turn turn;
    private HeaderKey nextIncoming;

    /// What the handshake settled for good: the suite, the name of the session, and the secret that proves it on links.
    record Agreed(Suite suite, byte[] transcript, Secret exporter) {}

    /// A message, ready to leave, and its place: the chain that carries it and its number there.
    public record Sealed(long chainTag, int n, byte[] message) {}

    /// A frame that came out of a message. `newChain` says that the other end answered: the slots to watch have
    /// changed.
    public record Opened(long chainTag, int n, byte[] frame, boolean newChain) {}

    /// Number `n` of a chain of the other end.
    public record Place(long chainTag, int n) {}

    /// A chain, for who derives its slots. The session owns the secret and closes it when the chain is over.
    public record ChainKey(long tag, Secret hkb) {}

    /// A chain that messages may come in: from number `next` on, and those missing from `lowestGap` on (`next`, if none
    /// is missing).
    public record ReceivingChain(long tag, Secret hkb, int next, int lowestGap) {}

    /// A row of skipped keys to write, or to delete if it has no value. The caller wipes the value.
    public record SkippedChange(byte[] key, Optional<byte[]> value) {}

    private Session(Agreed agreed, Secret root, Turn turn, HeaderKey nextIncoming, Incoming incoming) {
        this.agreed = agreed;
        this.layout = new MessageLayout(agreed.suite, agreed.transcript);
        this.root = root;
        this.turn = turn;
        this.nextIncoming = nextIncoming;
        this.incoming = incoming;
    }

    /// The end that sends first: it knows the other's prekey, and begins a chain to it. Takes over `keys` and `myKey`.
    static Session initiator(Agreed agreed, KeySchedule.SessionKeys keys, AgreementKey myKey, byte[] prekey)
            throws PeerFault {
        try (var root = keys.root();
                var agreement = KeySchedule.agree(myKey, prekey)) {
            var step = KeySchedule.rootStep(root, agreement);
            var chain = new OutgoingChain(HeaderKey.from(keys.initiatorHeader()), myKey.publicKey(), 0, step.chain());
            var turn = new Turn.Theirs(myKey, step.nextHeader(), Optional.of(chain));
            return new Session(agreed, step.root(), turn, HeaderKey.from(keys.responderHeader()), new Incoming());
        }
    }

    /// The end that owns the prekey, and lends it. It cannot send before it has opened a message. Takes over `keys`.
    static Session responder(Agreed agreed, KeySchedule.SessionKeys keys, AgreementKey prekey) {
        var turn = new Turn.Theirs(prekey, keys.responderHeader(), Optional.empty());
        return new Session(agreed, keys.root(), turn, HeaderKey.from(keys.initiatorHeader()), new Incoming());
    }

    public Suite suite() {
        return agreed.suite;
    }

    /// The session's name, the same at both ends: the hash of all that they agreed on.
    public byte[] th() {
        return agreed.transcript.clone();
    }

    /// When two people start sessions at the same time, both ends send in the one that outranks the other.
    public boolean outranks(Session other) {
        return Arrays.compareUnsigned(agreed.transcript, other.agreed.transcript) < 0;
    }

    /// Proves this session to whoever has it too, in a link whose handshake has this hash. `role` is 0 for who dialled,
    /// 1 for who listened.
    public byte[] linkMac(int role, byte[] handshakeHash) {
        return KeySchedule.linkMac(agreed.exporter, role, handshakeHash);
    }

    /// How long a frame is that makes its message fill a box.
    public int frameBytes() {
        return BOX_BYTES - MessageLayout.overhead(agreed.suite);
    }

    /// False when the current chain is full: then the other end must answer first.
    public boolean canSend() {
        return numbersLeft() > 0;
    }

    /// How many messages can be sealed before the other end must answer.
    public int numbersLeft() {
        return switch (turn) {
            case Turn.Mine mine -> CHAIN_LENGTH;
            case Turn.Theirs theirs -> theirs.chain().isPresent() ? CHAIN_LENGTH - theirs.carried() : 0;
        };
    }

    /// Whether it has sealed nothing yet.
    boolean isFresh() {
        return turn instanceof Turn.Theirs theirs && theirs.carried() == 0;
    }

    /// Seals the frame, whatever its length, as the next message. Only while [#canSend()].
    public Sealed seal(byte[] paddedFrame, Entropy entropy) {
        if (!canSend()) {
            throw new IllegalStateException("the sending chain is full");
        }
        return outgoing(entropy).seal(layout, paddedFrame, entropy);
    }

    private OutgoingChain outgoing(Entropy entropy) {
        return switch (turn) {
            case Turn.Theirs theirs -> theirs.chain().orElseThrow();
            case Turn.Mine mine -> takeTurn(mine, entropy);
        };
    }

    private OutgoingChain takeTurn(Turn.Mine mine, Entropy entropy) {
        var myKey = AgreementKey.generate(agreed.suite, entropy);
        // Their key agreed with my last one, and a key that agrees with one agrees with every one.
        try (var agreement = myKey.agree(mine.theirKey()).orElseThrow()) {
            var step = KeySchedule.rootStep(root, agreement);
            replaceRoot(step.root());
            var chain = new OutgoingChain(mine.header(), myKey.publicKey(), mine.previous(), step.chain());
            turn = new Turn.Theirs(myKey, step.nextHeader(), Optional.of(chain));
            return chain;
        }
    }

    /// Opens a message of the other end, or leaves everything as it was.
    ///
    /// [PeerFault.Kind#REPLAYED] means that its header is genuine and its number was received before;
    /// [PeerFault.Kind#OVER_LIMIT], that its key was dropped for a bound, so that nobody here can tell whether it was.
    public Opened open(byte[] message) throws PeerFault {
        layout.check(message);
        var current = incoming.current();
        if (current.isPresent() && opens(current.get().header(), message)) {
            var header = layout.header();
            return header.number() < current.get().next()
                    ? openSkipped(current.get(), header.number(), message)
                    : openNext(current.get(), header.number(), message);
        }
        if (opens(nextIncoming, message)) {
            return openTurn(layout.header(), message);
        }
        for (var chain : incoming.older()) {
            if (opens(chain.header(), message)) {
                return openSkipped(chain, layout.header().number(), message);
            }
        }
        throw new PeerFault(PeerFault.Kind.FORGED, "a message of no chain of this session");
    }

    /// Where a message of the current chain or an older one with gaps belongs, by its header alone, whether or not it
    /// was
    /// received before. Changes nothing.
    public Optional<Place> locate(byte[] message) throws PeerFault {
        layout.check(message);
        var chains = new ArrayList<>(incoming.older());
        incoming.current().ifPresent(chains::addFirst);
        for (var chain : chains) {
            if (opens(chain.header(), message)) {
                return Optional.of(
                        new Place(chain.header().tag(), layout.header().number()));
            }
        }
        return Optional.empty();
    }

    private boolean opens(HeaderKey key, byte[] message) {
        return layout.opens(key.encryption(), message);
    }

    private Opened openNext(IncomingChain chain, int number, byte[] message) throws PeerFault {
        try (var stretch = chain.stretch(number);
                var messageKey = stretch.messageKey()) {
            var frame = layout.open(messageKey, message);
            incoming.receive(chain, stretch);
            return new Opened(chain.header().tag(), number, frame, false);
        }
    }

    private Opened openSkipped(IncomingChain chain, int number, byte[] message) throws PeerFault {
        var skipped = chain.skipped().get(number);
        if (skipped == null) {
            throw number < chain.lost()
                    ? new PeerFault(PeerFault.Kind.OVER_LIMIT, "a message whose key is gone")
                    : new PeerFault(PeerFault.Kind.REPLAYED, "a message received before");
        }
        var frame = layout.open(skipped.key(), message);
        long tag = chain.header().tag();
        incoming.receive(chain, number);
        return new Opened(tag, number, frame, false);
    }

    private Opened openTurn(MessageLayout.Header header, byte[] message) throws PeerFault {
        if (!(turn instanceof Turn.Theirs mine)) {
            throw new PeerFault(PeerFault.Kind.OUT_OF_TURN, "an answer to a key that was not shown yet");
        }
        try (var agreement = KeySchedule.agree(mine.myKey(), header.ratchetKey());
                var step = KeySchedule.rootStep(root, agreement);
                var stretch = new Stretch(step.chain(), 0, header.number());
                var messageKey = stretch.messageKey()) {
            var frame = layout.open(messageKey, message);
            var chain = new IncomingChain(nextIncoming, step.chain().copy(), 0);
            incoming.begin(chain, header.previous());
            incoming.receive(chain, stretch);
            answered(mine, header.ratchetKey(), step);
            return new Opened(chain.header().tag(), header.number(), frame, true);
        }
    }

    /// The other end's half of the ratchet is taken: what led to it goes.
    private void answered(Turn.Theirs mine, byte[] theirKey, KeySchedule.RootStep step) {
        replaceRoot(step.root().copy());
        nextIncoming = HeaderKey.from(step.nextHeader().copy());
        turn = new Turn.Mine(theirKey, HeaderKey.from(mine.nextHeader()), mine.carried());
        mine.close();
    }

    private void replaceRoot(Secret after) {
        root.close();
        root = after;
    }

    /// The chain of the next message.
    public ChainKey sending() {
        var header = switch (turn) {
            case Turn.Mine mine -> mine.header();
            case Turn.Theirs theirs -> theirs.chain().orElseThrow().header();
        };
        return new ChainKey(header.tag(), header.box());
    }

    /// The chains to watch: the one that an answer begins, the current one, then older ones with gaps, newest first.
    public List<ReceivingChain> receiving() {
        var chains = new ArrayList<ReceivingChain>();
        chains.add(new ReceivingChain(nextIncoming.tag(), nextIncoming.box(), 0, 0));
        incoming.current().ifPresent(chain -> chains.add(view(chain)));
        incoming.older().forEach(chain -> chains.add(view(chain)));
        return chains;
    }

    private static ReceivingChain view(IncomingChain chain) {
        return new ReceivingChain(chain.header().tag(), chain.header().box(), chain.next(), chain.lowestGap());
    }

    /// The other end says that no message of this chain below `end` will come any more.
    public void forgetSkipped(long chainTag, int end) {
        incoming.forget(chainTag, end);
    }

    /// Drops the skipped keys that the store has had since before this time; says whether there were any.
    public boolean dropSkippedOlderThan(long wallMillis) {
        return incoming.dropStoredBefore(wallMillis);
    }

    /// The rows by which the store's skipped keys differ from this session's; from now on they count as stored, since
    /// `wallMillis`. The caller writes them together with [#encode()].
    public List<SkippedChange> takeSkippedChanges(long wallMillis) {
        return incoming.takeChanges(wallMillis);
    }

    /// Takes back a row of [#takeSkippedChanges], after [#decode]. Wipes `value`.
    public void restoreSkipped(byte[] key, byte[] value) {
        incoming.restore(key, value);
    }

    /// Everything but the skipped keys, which have rows of their own. The caller wipes it.
    public byte[] encode() {
        var row = ByteBuffer.allocate(FIXED_ROW_BYTES + Turn.ROW_BYTES + incoming.rowBytes());
        row.put(VERSION).put((byte) agreed.suite.code()).put(agreed.transcript);
        Rows.put(row, agreed.exporter);
        Rows.put(row, root);
        turn.write(row);
        nextIncoming.write(row);
        incoming.write(row);
        return Rows.cut(row);
    }

    /// Reads what [#encode] wrote. Wipes `row`.
    public static Session decode(byte[] row) {
        var in = ByteBuffer.wrap(row);
        if (in.get() != VERSION) {
            throw new IllegalStateException("a session row of another version");
        }
        var suite = Suite.of(in.get()).orElseThrow();
        var agreed = new Agreed(suite, Rows.bytes(in, TRANSCRIPT_BYTES), Rows.key(in));
        var root = Rows.key(in);
        var session = new Session(agreed, root, Turn.read(in, suite), HeaderKey.read(in), Incoming.read(in));
        Arrays.fill(row, (byte) 0);
        return session;
    }

    @Override
    public void close() {
        agreed.exporter.close();
        root.close();
        turn.close();
        nextIncoming.close();
        incoming.close();
    }
}
