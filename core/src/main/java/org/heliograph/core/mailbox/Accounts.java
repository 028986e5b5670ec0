package org.heliograph.core.mailbox;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.heliograph.core.NodeId;

/// Who takes up how much of the quota, and whether one more item has room.
///
/// A quarter is kept for own items. The rest goes to whoever needs it while there is room. When there is none, a
/// neighbour with less than an equal share displaces the weakest item of the one with most; one that has its share
/// displaces its own weakest by a greater stamp. So junk, which comes by all neighbours in the end, holds its place
/// only
/// as long as nobody pays more, and the honest pay for few.
final class Accounts {
    /// Neighbours beyond these share one account, so that names made up for the purpose gain nothing.
    static final int MAX_NEIGHBOURS = 1_024;

    /// One part in this many is kept for own items.
    private static final int RESERVED_PART = 4;

    private static final Giver CROWD = new Giver.Neighbour(NodeId.ZERO);

    /// Whether one more item has room.
    sealed interface Room {
        record Free() implements Room {}

        /// Once this one is given up.
        record InPlaceOf(Held held) implements Room {}

        /// With a stamp of so many bits.
        record Dearer(int bits) implements Room {}

        record None() implements Room {}
    }

    /// What is held for one neighbour. One name for all of its items keeps them small.
    private record Account(Giver giver, Sorted<Held> items) {}

    private final long quota;
    private final Map<Giver, Account> neighbours = new LinkedHashMap<>();
    private final Sorted<Held> reserved = new Sorted<>(Held.WEAKEST_FIRST);
    private long shared;

    Accounts(long quotaBytes) {
        this.quota = quotaBytes / ItemRow.BYTES;
    }

    long items() {
        return reserved.size() + shared;
    }

    /// How much of the quota is taken, in percent.
    int fillPercent() {
        return quota == 0 ? 100 : (int) (items() * 100 / quota);
    }

    /// The account that an item of this giver goes on.
    Giver account(Giver giver) {
        if (!(giver instanceof Giver.Neighbour)) {
            return giver;
        }
        var known = neighbours.get(giver);
        if (known != null) {
            return known.giver();
        }
        return neighbours.size() < MAX_NEIGHBOURS ? giver : CROWD;
    }

    void add(Held held) {
        if (held.giver().isReserved()) {
            reserved.add(held);
            return;
        }
        neighbours
                .computeIfAbsent(held.giver(), it -> new Account(it, new Sorted<>(Held.WEAKEST_FIRST)))
                .items()
                .add(held);
        shared++;
    }

    void remove(Held held) {
        if (held.giver().isReserved()) {
            reserved.remove(held);
            return;
        }
        var account = neighbours.get(held.giver());
        if (account != null) {
            account.items().remove(held);
            shared--;
            if (account.items().isEmpty()) {
                neighbours.remove(held.giver());
            }
        }
    }

    /// Room for one more item on `account`, with a stamp of so many bits.
    Room room(Giver account, int stampBits) {
        if (account.isReserved()) {
            return items() < quota ? new Room.Free() : new Room.None();
        }
        long limit = sharedLimit();
        if (shared < limit) {
            return new Room.Free();
        }
        var known = neighbours.get(account);
        int sharers = neighbours.size() + (known == null ? 1 : 0);
        int taken = known == null ? 0 : known.items().size();
        if (taken < limit / sharers) {
            return weakestOfFullest().<Room>map(Room.InPlaceOf::new).orElseGet(Room.None::new);
        }
        return known == null ? new Room.None() : amongItsOwn(known.items().first(), stampBits);
    }

    private static Room amongItsOwn(Held weakest, int stampBits) {
        return stampBits > weakest.stampBits() ? new Room.InPlaceOf(weakest) : new Room.Dearer(weakest.stampBits() + 1);
    }

    /// Room for one more once `leaving` has left, which it will.
    Room room(Giver account, int stampBits, Held leaving) {
        return leaving.giver().isReserved() == account.isReserved() ? new Room.Free() : room(account, stampBits);
    }

    /// What must go because the quota is smaller than it was: one at a time, until there is nothing.
    Optional<Held> surplus() {
        if (shared > sharedLimit()) {
            return weakestOfFullest();
        }
        return items() > quota ? Optional.of(reserved.first()) : Optional.empty();
    }

    private long sharedLimit() {
        return Math.max(0, Math.min(quota - quota / RESERVED_PART, quota - reserved.size()));
    }

    private Optional<Held> weakestOfFullest() {
        return neighbours.values().stream()
                .map(Account::items)
                .max(Comparator.comparingInt(Sorted::size))
                .map(Sorted::first);
    }
}
