package org.heliograph.core.onion;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.heliograph.core.PeerFault;
import org.heliograph.core.onion.Sphinx.ReplyBlock;
import org.heliograph.core.onion.Sphinx.Token;
import org.heliograph.core.wire.Deletion;
import org.heliograph.core.wire.Item;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.SlotId;
import org.heliograph.core.wire.Status;
import org.heliograph.core.wire.Writer;

/// How a [Body] lies in its bytes.
final class BodyCodec {
    private static final int DEPOSIT = 0x01;
    private static final int FETCH = 0x02;
    private static final int ARM = 0x03;
    private static final int DELETE = 0x04;
    private static final int INJECT = 0x05;
    private static final int LOOP = 0x06;
    private static final int BOX = 0x07;
    private static final int PUSH = 0x81;
    private static final int NONE = 0x82;
    private static final int RECEIPT = 0x83;

    /// All of an item but its box.
    private static final int ENVELOPE_BYTES = Item.BYTES - Item.BOX_BYTES;

    private BodyCodec() {}

    static byte[] encode(Body body) {
        return switch (body) {
            case Body.Deposit it -> encode(it);
            case Body.Fetch it -> question(FETCH, it.slot(), it.blocks(), it.known());
            case Body.Arm it -> question(ARM, it.slot(), List.of(it.block()), it.known());
            case Body.Delete it -> it.deletion().encode(); // its op is DELETE
            case Body.Inject it ->
                op(INJECT).bytes(it.block().bytes()).bytes(it.content()).toBytes();
            case Body.Loop it -> op(LOOP).u64(it.id().high()).u64(it.id().low()).toBytes();
            case Body.Box it -> op(BOX).bytes(it.item().encode()).toBytes();
            case Body.Push it ->
                op(PUSH).u8(it.left()).bytes(it.item().encode()).toBytes();
            case Body.None _ -> op(NONE).toBytes();
            case Body.Receipt it ->
                op(RECEIPT)
                        .u8(it.status().code())
                        .u8(it.copies())
                        .u8(it.bits())
                        .u64(it.tag())
                        .toBytes();
        };
    }

    private static Writer op(int op) {
        return new Writer(Sphinx.BODY_BYTES).u8(op);
    }

    /// An item with the block before its box; the op of an item is DEPOSIT.
    private static byte[] encode(Body.Deposit deposit) {
        return new Writer(Item.BYTES + ReplyBlock.BYTES)
                .bytes(Arrays.copyOf(deposit.item().encode(), ENVELOPE_BYTES))
                .bytes(deposit.receipt().bytes())
                .bytes(deposit.item().box())
                .toBytes();
    }

    private static byte[] question(int op, SlotId slot, List<ReplyBlock> blocks, List<Long> known) {
        var out = op(op).bytes(slot.toBytes()).u8(blocks.size());
        blocks.forEach(block -> out.bytes(block.bytes()));
        out.u8(known.size());
        known.forEach(out::u64);
        return out.toBytes();
    }

    static Body decode(byte[] body) throws PeerFault {
        if (body.length != Sphinx.BODY_BYTES) {
            throw malformed("a body of " + body.length + " bytes");
        }
        var in = new Reader(body);
        int op = in.u8();
        return switch (op) {
            case DEPOSIT -> deposit(body);
            case FETCH -> new Body.Fetch(slot(in), blocks(in), known(in));
            case ARM -> arm(in);
            case DELETE -> new Body.Delete(Deletion.decode(Arrays.copyOf(body, Deletion.BYTES)));
            case INJECT -> new Body.Inject(ReplyBlock.read(in), in.rest());
            case LOOP -> new Body.Loop(Token.read(in));
            case BOX -> new Body.Box(Item.read(in));
            case PUSH -> new Body.Push(in.u8(), Item.read(in));
            case NONE -> new Body.None();
            case RECEIPT -> receipt(in);
            default -> throw malformed("body op " + op);
        };
    }

    private static Body.Deposit deposit(byte[] body) throws PeerFault {
        int boxAt = ENVELOPE_BYTES + ReplyBlock.BYTES;
        var item = new Writer(Item.BYTES)
                .bytes(Arrays.copyOf(body, ENVELOPE_BYTES))
                .bytes(Arrays.copyOfRange(body, boxAt, boxAt + Item.BOX_BYTES))
                .toBytes();
        return new Body.Deposit(Item.decode(item), new ReplyBlock(Arrays.copyOfRange(body, ENVELOPE_BYTES, boxAt)));
    }

    private static Body.Arm arm(Reader in) throws PeerFault {
        var slot = slot(in);
        var blocks = blocks(in);
        if (blocks.size() != 1) {
            throw malformed("an order to push with " + blocks.size() + " reply blocks");
        }
        return new Body.Arm(slot, blocks.getFirst(), known(in));
    }

    private static Body.Receipt receipt(Reader in) throws PeerFault {
        int code = in.u8();
        var status = Status.of(code).orElseThrow(() -> malformed("status " + code));
        return new Body.Receipt(status, in.u8(), in.u8(), in.u64());
    }

    private static SlotId slot(Reader in) throws PeerFault {
        return SlotId.of(in.bytes(SlotId.BYTES));
    }

    private static List<ReplyBlock> blocks(Reader in) throws PeerFault {
        int count = atMost(Body.MAX_BLOCKS, in.u8());
        var blocks = new ArrayList<ReplyBlock>(count);
        for (int i = 0; i < count; i++) {
            blocks.add(ReplyBlock.read(in));
        }
        return blocks;
    }

    private static List<Long> known(Reader in) throws PeerFault {
        int count = atMost(Body.MAX_KNOWN, in.u8());
        var known = new ArrayList<Long>(count);
        for (int i = 0; i < count; i++) {
            known.add(in.u64());
        }
        return known;
    }

    private static int atMost(int limit, int count) throws PeerFault {
        if (count > limit) {
            throw malformed(count + " entries, at most " + limit);
        }
        return count;
    }

    private static PeerFault malformed(String what) {
        return new PeerFault(PeerFault.Kind.MALFORMED, what);
    }
}
