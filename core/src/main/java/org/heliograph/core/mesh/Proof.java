package org.heliograph.core.mesh;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.heliograph.core.ContactId;
import org.heliograph.core.NodeId;
import org.heliograph.crypto.Entropy;

/// A list of MACs by which contacts recognise each other on a link, and strangers learn nothing.
///
/// Each side sends one MAC per session, made with the session's secret over the link's handshake hash and its own role;
/// random bytes fill the list, so that its length says nothing (`docs/protocol/links.md`, PROOF).
public final class Proof {
    /// MACs in one frame.
    public static final int MACS = 126;

    public static final int MAC_BYTES = 32;

    /// The role of the side that dialled, and of the one that listened.
    public static final int DIALLER = 0;

    public static final int LISTENER = 1;

    private Proof() {}

    public static int role(boolean dialler) {
        return dialler ? DIALLER : LISTENER;
    }

    /// The lists to send for these MACs: at least one, each of [#MACS] entries.
    public static List<List<byte[]>> lists(List<byte[]> macs, Entropy entropy) {
        var lists = new ArrayList<List<byte[]>>();
        int at = 0;
        do {
            var list = new ArrayList<>(macs.subList(at, Math.min(at + MACS, macs.size())));
            while (list.size() < MACS) {
                list.add(entropy.bytes(MAC_BYTES));
            }
            lists.add(list);
            at += MACS;
        } while (at < macs.size());
        return lists;
    }

    /// The contacts whose expected MAC stands in the list that the peer sent.
    ///
    /// Looking up by value is safe here: the MACs are fresh for each link and worth nothing on another.
    public static List<ContactId> recognise(Map<NodeId, ContactId> expected, List<byte[]> received) {
        var found = new ArrayList<ContactId>();
        for (byte[] mac : received) {
            var contact = expected.get(NodeId.of(mac));
            if (contact != null && !found.contains(contact)) {
                found.add(contact);
            }
        }
        return found;
    }
}
