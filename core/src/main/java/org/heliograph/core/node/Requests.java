package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.ContactId;
import org.heliograph.core.PeerFault;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.identity.IdentityKey;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;
import org.heliograph.crypto.Suite;

/// Strangers who wrote and wait for a person's decision. Nothing is answered before it, so that writing to somebody
/// does not tell whether they are there.
final class Requests {
    /// Beyond this the one with the smallest stamp goes, of several the oldest (`docs/protocol/session.md`, bounds).
    static final int MAX = 100;

    private static final int VERSION = 2;
    private static final byte[] NO_GROUP = {};

    private static final Comparator<Request> OLDEST_FIRST = Comparator.comparingLong(Request::arrivedAtMillis);

    /// One stranger; `initiation` is opened again when it is accepted. `stampBits` is the work that went into reaching
    /// us; `carried`: it came in a bundle.
    record Request(IdentityKey identity, long arrivedAtMillis, int stampBits, byte[] initiation, boolean carried) {
        ContactId sender() {
            return identity.fingerprint();
        }
    }

    private final Store store;
    private final TreeMap<ContactId, Request> bySender = new TreeMap<>();

    Requests(Store store) {
        this.store = store;
        store.scanAll(Table.REQUEST, (_, row) -> {
            var request = Rows.read(() -> decode(row));
            bySender.put(request.sender(), request);
            return true;
        });
    }

    /// Keeps a request that came with a stamp; false if this stranger is waiting already, or if all who wait did more
    /// work.
    boolean add(Request request) {
        if (bySender.containsKey(request.sender()) || !makeRoom(request.stampBits)) {
            return false;
        }
        bySender.put(request.sender(), request);
        store.put(Table.REQUEST, request.sender().toBytes(), NO_GROUP, encode(request));
        return true;
    }

    private boolean makeRoom(int stampBits) {
        if (bySender.size() < MAX) {
            return true;
        }
        var weakest = bySender.values().stream()
                .min(Comparator.comparingInt(Request::stampBits).thenComparing(OLDEST_FIRST))
                .orElseThrow();
        boolean isWeaker = weakest.stampBits <= stampBits;
        if (isWeaker) {
            remove(weakest.sender());
        }
        return isWeaker;
    }

    void remove(ContactId sender) {
        bySender.remove(sender);
        store.delete(Table.REQUEST, sender.toBytes());
    }

    Optional<Request> from(ContactId sender) {
        return Optional.ofNullable(bySender.get(sender));
    }

    /// Those whose fingerprint begins with these hexadecimal digits.
    List<Request> beginningWith(String hex) {
        return all().stream()
                .filter(request -> request.sender().toHex().startsWith(hex))
                .toList();
    }

    /// The oldest first.
    List<Request> all() {
        var all = new ArrayList<>(bySender.values());
        all.sort(OLDEST_FIRST);
        return all;
    }

    private static byte[] encode(Request request) {
        return new Writer(128 + request.initiation.length)
                .u8(VERSION)
                .u8(request.identity.family().code())
                .lp(request.identity.bytes())
                .u64(request.arrivedAtMillis)
                .u16(request.stampBits)
                .lp(request.initiation)
                .u8(request.carried ? 1 : 0)
                .toBytes();
    }

    private static Request decode(byte[] row) throws PeerFault {
        var in = new Reader(row);
        if (in.u8() != VERSION) {
            throw new PeerFault(PeerFault.Kind.MALFORMED, "request row of another version");
        }
        var family = Suite.of(in.u8()).orElseThrow(() -> new PeerFault(PeerFault.Kind.MALFORMED, "unknown suite"));
        var identity = IdentityKey.of(family, in.lp());
        long arrivedAt = in.u64();
        int stampBits = in.u16();
        byte[] initiation = in.lp();
        boolean carried = in.remaining() > 0 && in.u8() == 1; // rows of before there were bundles end here
        in.end();
        return new Request(identity, arrivedAt, stampBits, initiation, carried);
    }
}
