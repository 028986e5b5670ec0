package org.heliograph.core.delivery;

import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.wire.Writer;

/// The names of a conversation's rows. All begin with the contact: what one contact names cannot touch another's
/// rows.
final class Keys {
    private final byte[] contact;

    Keys(ContactId contact) {
        this.contact = contact.toBytes();
    }

    /// The group of messages, outbox rows and pieces, and the key of the row that holds the rest.
    byte[] conversation() {
        return contact.clone();
    }

    /// The group of the marks of messages that expire.
    byte[] expiring() {
        return writer(1).u8('x').drain();
    }

    byte[] message(MessageId id) {
        return writer(MessageId.BYTES).bytes(id.toBytes()).drain();
    }

    /// The group of the rows that tell what became of messages.
    byte[] fates() {
        return writer(1).u8('f').drain();
    }

    byte[] fate(MessageId id) {
        return writer(1 + MessageId.BYTES).u8('f').bytes(id.toBytes()).drain();
    }

    byte[] letter(long order) {
        return writer(8).u64(order).drain();
    }

    byte[] box(Box box) {
        boolean piece = box.load instanceof Box.Load.Piece(var letter, var _) && letter.isCut();
        return piece ? writer(10).u64(box.order).u16(index(box)).drain() : letter(box.order);
    }

    byte[] fragment(MessageId id, int index) {
        return writer(MessageId.BYTES + 2).bytes(id.toBytes()).u16(index).drain();
    }

    static int index(Box box) {
        return box.load instanceof Box.Load.Piece(var _, int index) ? index : 0;
    }

    private Writer writer(int more) {
        return new Writer(contact.length + more).bytes(contact);
    }
}
