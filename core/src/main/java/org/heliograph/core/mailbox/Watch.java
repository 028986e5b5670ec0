package org.heliograph.core.mailbox;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.wire.SlotId;
import org.heliograph.crypto.Secret;

/// Which slots are *mine*, and what each belongs to: made ahead, so that an arriving item costs one look-up.
///
/// `T` is what the caller wants to hear back, with `equals`: a chain of a session, an own drop, a contact's drop.
public final class Watch<T> {
    /// A chain ends after 4,096 boxes, so no watch reaches beyond these blocks.
    public static final int MAX_BLOCKS = 4_096 / ChainSlot.BOXES;

    private final int v;
    private final Map<SlotId, T> owners = new HashMap<>();
    private final Map<T, TreeMap<Long, SlotId>> slots = new LinkedHashMap<>();

    /// Of chains, the slots with this `v` are watched.
    public Watch(int v) {
        this.v = v;
    }

    /// What the slot belongs to.
    public Optional<T> owner(SlotId slot) {
        return Optional.ofNullable(owners.get(slot));
    }

    /// All slots that are watched.
    public int size() {
        return owners.size();
    }

    /// Watches one slot more for `owner`; false if it was watched already.
    public boolean add(T owner, SlotId slot) {
        var mine = slots.computeIfAbsent(owner, it -> new TreeMap<>());
        if (owners.containsKey(slot)) {
            return false;
        }
        mine.put(mine.isEmpty() ? 0 : mine.lastKey() + 1, slot);
        owners.put(slot, owner);
        return true;
    }

    /// Makes `owner`, a chain with this box key, watch exactly these blocks, as far as a chain reaches. Derives only
    /// those that are new, and returns them: the caller looks them up in what is held.
    public List<SlotId> reach(T owner, Secret boxKey, long fromBlock, int blocks) {
        var mine = slots.computeIfAbsent(owner, it -> new TreeMap<>());
        long end = Math.min(fromBlock + blocks, MAX_BLOCKS);
        forget(mine.headMap(fromBlock));
        forget(mine.tailMap(end));
        var fresh = new ArrayList<SlotId>();
        for (long block = fromBlock; block < end; block++) {
            if (!mine.containsKey(block)) {
                var slot = ChainSlot.id(boxKey, block, v);
                mine.put(block, slot);
                owners.put(slot, owner);
                fresh.add(slot);
            }
        }
        return fresh;
    }

    /// The slot of this owner with this number: of a chain, its block; else they are counted from 0.
    public Optional<SlotId> slot(T owner, long number) {
        return Optional.ofNullable(slots.get(owner)).map(mine -> mine.get(number));
    }

    /// Ends every watch of `owner`.
    public void forget(T owner) {
        var mine = slots.remove(owner);
        if (mine != null) {
            forget(mine);
        }
    }

    /// Everything that is watched for somebody, in the order it was first asked for.
    public List<T> owners() {
        return List.copyOf(slots.keySet());
    }

    private void forget(Map<Long, SlotId> gone) {
        gone.values().forEach(owners::remove);
        gone.clear();
    }
}
