package org.heliograph.sim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.MessageId;
import org.heliograph.core.MessageState;
import org.heliograph.core.PeerFault;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Effect;
import org.heliograph.core.node.Event;
import org.heliograph.core.node.MessageView;
import org.heliograph.core.node.Reply;
import org.heliograph.core.wire.Direct;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.core.wire.StoreMessage;
import org.heliograph.crypto.Sha256;

/// What must hold after every event, by the numbers of `docs/protocol/delivery.md`. The first breach ends the run.
public final class Invariants {
    /// Every text in a world begins with this, so that a text that leaks is seen.
    public static final String CANARY = "canary-7f3a:";

    private static final byte[] CANARY_BYTES = CANARY.getBytes(StandardCharsets.UTF_8);
    private static final int NONCE_AT = 2;
    private static final int NONCE_BYTES = 24;

    /// A broken invariant: `number` is its name in the specification.
    public static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1L;

        Broken(String number, String what, long seed) {
            super(number + " broken: " + what + "; replay with -Dseed=" + seed);
        }
    }

    /// A message that `send` accepted, and what became of it.
    private static final class Fate {
        private final Host sender;
        private boolean committedByReader;
        private boolean ended;

        private Fate(Host sender) {
            this.sender = sender;
        }
    }

    private final World world;
    private final Map<MessageId, Fate> fates = new LinkedHashMap<>();
    private final TreeSet<String> shown = new TreeSet<>();
    private final Map<ByteBuffer, ByteBuffer> boxByNonce = new HashMap<>();
    private final TreeSet<String> fired = new TreeSet<>();

    Invariants(World world) {
        this.world = world;
    }

    /// Messages that were accepted and have not ended yet.
    public List<MessageId> unfinished() {
        var unfinished = new ArrayList<MessageId>();
        fates.forEach((id, fate) -> {
            if (!fate.ended) {
                unfinished.add(id);
            }
        });
        return unfinished;
    }

    public int accepted() {
        return fates.size();
    }

    public int shown() {
        return shown.size();
    }

    /// Which checks have had something to check.
    public TreeSet<String> fired() {
        return new TreeSet<>(fired);
    }

    /// The group was committed; its effects have not left yet.
    void checkCommit(Host host, List<Effect> effects) {
        check("I6", !host.disk().hasUncommitted(), "effects leave before their state is durable");
        for (var effect : effects) {
            if (effect instanceof Effect.Tell(Event.MessageArrived(var message))) {
                arrived(host, message);
            }
            if (effect instanceof Effect.Tell(Event.MessageChanged(var id, var state, var _))) {
                changed(id, state);
            }
        }
    }

    void noteAnswer(Host host, Reply reply) {
        if (reply instanceof Reply.Queued(var id, var _, var _)) {
            fates.put(id, new Fate(host));
        }
    }

    /// I1 after a restart, when it is hardest: whatever was accepted is still waiting, or has ended.
    void checkRestart(Host host) {
        fates.forEach((id, fate) -> {
            if (fate.sender == host && !fate.ended) {
                var reply = world.question(host, new Command.Where(id));
                check("I1", reply instanceof Reply.Whereabouts, "an accepted message is gone after a crash");
                endIfOver(fate, ((Reply.Whereabouts) reply).message().state());
            }
        });
        checkQuota(host);
    }

    void checkQuota(Host host) {
        var status = (Reply.StatusView) world.question(host, new Command.Status());
        check("I10", status.heldBytes() <= World.QUOTA_BYTES, "the store's quota is exceeded");
    }

    void checkFrame(byte[] frame) {
        check("I7", frame.length == LinkFrame.BYTES, "a frame of " + frame.length + " bytes");
        check("I8", !Bytes.contains(frame, CANARY_BYTES), "a text on the wire");
        box(frame).ifPresent(this::checkNonce);
    }

    /// I8 for disks: those who only carry hold no text. A reader's and a writer's own disks are not looked at here.
    public void checkCarrier(Host host) {
        check("I8", !host.disk().contains(CANARY_BYTES), "a text on a carrier's disk");
    }

    private void arrived(Host host, MessageView message) {
        check("I3", shown.add(host.name() + " " + message.id().toHex()), "a message was shown twice");
        long now = world.now().wallMillis();
        check(
                "I12",
                message.expiresAtMillis() == 0 || now < message.expiresAtMillis(),
                "a message was shown after its expiry");
        Optional.ofNullable(fates.get(message.id())).ifPresent(fate -> fate.committedByReader = true);
    }

    private void changed(MessageId id, MessageState state) {
        var fate = fates.get(id);
        if (fate != null) {
            endIfOver(fate, state);
        }
    }

    private void endIfOver(Fate fate, MessageState state) {
        if (state == MessageState.DELIVERED) {
            check("I2", fate.committedByReader, "a message counts as delivered that its reader has not committed");
        }
        fate.ended = state == MessageState.DELIVERED || state == MessageState.EXPIRED;
    }

    private void checkNonce(byte[] box) {
        var nonce = ByteBuffer.wrap(box, NONCE_AT, NONCE_BYTES).slice();
        var hash = ByteBuffer.wrap(Sha256.hash(box));
        var earlier = boxByNonce.putIfAbsent(nonce, hash);
        check("I5", earlier == null || earlier.equals(hash), "two boxes under one nonce");
    }

    private static Optional<byte[]> box(byte[] frame) {
        try {
            var decoded = LinkFrame.decode(frame);
            if (decoded.type() == LinkFrame.DIRECT) {
                return Optional.of(Direct.decode(decoded.packet()).box());
            }
            boolean isPut = decoded.type() == LinkFrame.STORE
                    && StoreMessage.decode(decoded.packet()) instanceof StoreMessage.Put put
                    && !put.item().isDrop();
            return isPut
                    ? Optional.of(((StoreMessage.Put) StoreMessage.decode(decoded.packet()))
                            .item()
                            .box())
                    : Optional.empty();
        } catch (PeerFault broken) {
            return Optional.empty();
        }
    }

    private void check(String number, boolean holds, String what) {
        fired.add(number);
        if (!holds) {
            throw new Broken(number, what, world.seed());
        }
    }
}
