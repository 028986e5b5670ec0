package org.heliograph.sim;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.LinkFrame;
import org.heliograph.crypto.Sha256;

/// What is checked inside a host, at once, on whatever thread it runs.
final class Checks {
    private static final byte[] CANARY = Invariants.CANARY.getBytes(StandardCharsets.UTF_8);

    private static final int PACKET_AT = LinkFrame.BYTES - LinkFrame.PACKET_BYTES;
    private static final int PUT = 1;
    private static final int PUT_ITEM_AT = PACKET_AT + 14;
    private static final int FLAGS_AT = 1;
    private static final int PUT_BOX_AT = PUT_ITEM_AT + Item.BYTES - Item.BOX_BYTES;
    private static final int DIRECT_BOX_AT = PACKET_AT + 4;
    private static final int NONCE_AT = 2;
    private static final int NONCE_BYTES = 24;

    private final long seed;
    private final int oneFrameIn;
    private final ConcurrentHashMap<ByteBuffer, ByteBuffer> boxByNonce = new ConcurrentHashMap<>();
    private final ConcurrentSkipListSet<String> fired = new ConcurrentSkipListSet<>();

    /// @param oneFrameIn of so many frames one is searched, drawn by what it contains: 1 in small worlds
    Checks(long seed, int oneFrameIn) {
        this.seed = seed;
        this.oneFrameIn = oneFrameIn;
    }

    /// Which checks have had something to check.
    TreeSet<String> fired() {
        return new TreeSet<>(fired);
    }

    /// The group was committed; its effects have not left yet.
    void committed(Host host) {
        check("I6", !host.disk().hasUncommitted(), "effects leave before their state is durable");
    }

    void sent(Host from, Host to, byte[] frame) {
        check("I7", frame.length == LinkFrame.BYTES, "a frame of " + frame.length + " bytes");
        if (Math.floorMod(frame[frame.length / 2] + 31 * frame[frame.length / 3], oneFrameIn) == 0) {
            check("I8", !Bytes.contains(frame, CANARY), "a text on the wire");
            checkNonce(frame);
        }
    }

    private void checkNonce(byte[] frame) {
        int at = boxAt(frame);
        if (at < 0) {
            return;
        }
        var box = java.util.Arrays.copyOfRange(frame, at, at + Item.BOX_BYTES);
        var nonce = ByteBuffer.wrap(java.util.Arrays.copyOfRange(box, NONCE_AT, NONCE_AT + NONCE_BYTES));
        var hash = ByteBuffer.wrap(Sha256.hash(box));
        var earlier = boxByNonce.putIfAbsent(nonce, hash);
        check("I5", earlier == null || earlier.equals(hash), "two boxes under one nonce");
    }

    /// Where a ratchet box begins in this frame, or -1.
    private static int boxAt(byte[] frame) {
        if (frame[0] == LinkFrame.DIRECT) {
            return DIRECT_BOX_AT;
        }
        boolean isPut = frame[0] == LinkFrame.STORE && frame[PACKET_AT] == PUT;
        boolean isDrop = (frame[PUT_ITEM_AT + FLAGS_AT] & Item.DROP) != 0;
        return isPut && !isDrop ? PUT_BOX_AT : -1;
    }

    void check(String number, boolean holds, String what) {
        fired.add(number);
        if (!holds) {
            throw new Invariants.Broken(number, what, seed);
        }
    }
}
