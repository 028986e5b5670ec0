package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Drop;
import org.heliograph.core.mailbox.Watch;
import org.heliograph.core.wire.SlotId;

/// Keeps the map of the slots that are this device's to read, ahead of the items that will lie in them.
///
/// Each slot costs a key derivation, so those of a chain are made when the chain is new and nothing else is to do, or
/// when an item comes in that nobody here seems to wait for; never on the way of a message that is sent.
final class Lookout {
    /// Blocks looked ahead in the own store (`docs/protocol/mailbox.md`): a whole window of boxes.
    private static final int BLOCKS_AHEAD = 64;

    private final Watch<Mine> watch = new Watch<>();
    private final TreeSet<ContactId> stale = new TreeSet<>();
    private long drawnForWeek = -1;

    /// The sessions of this contact have new chains.
    void markStale(ContactId contact) {
        stale.add(contact);
    }

    boolean isStale() {
        return !stale.isEmpty();
    }

    Optional<Mine> owner(SlotId slot) {
        return watch.owner(slot);
    }

    /// Watches the slots of every contact that changed; returns those that are new.
    List<SlotId> refresh(Correspondences correspondences) {
        var fresh = new ArrayList<SlotId>();
        for (var contact : stale) {
            correspondences.find(contact).ifPresent(found -> fresh.addAll(watchChains(contact, found)));
        }
        stale.clear();
        return fresh;
    }

    /// Watches the drops of this week: the own inbox, and the prekeys of contacts whose keys are awaited.
    List<SlotId> watchDrops(Self self, Roster roster, Now now) {
        var fresh = new ArrayList<SlotId>();
        if (drawnForWeek != Drop.week(now)) {
            drawnForWeek = Drop.week(now);
            for (long week : Drop.Kind.INBOX.weeksToRead(now)) {
                for (var door : self.doors()) {
                    watchDrop(new Mine.Inbox(door, week), self.drop(door, Drop.Kind.INBOX, week), fresh);
                }
            }
            for (var contact : roster.all()) {
                fresh.addAll(watchKeys(contact, now));
            }
        }
        return fresh;
    }

    /// Watches the drops in which a contact lays out prekeys.
    List<SlotId> watchKeys(Contact contact, Now now) {
        var fresh = new ArrayList<SlotId>();
        for (long week : Drop.Kind.PREKEYS.weeksToRead(now)) {
            watchDrop(new Mine.Keys(contact.id(), week), contact.drop(Drop.Kind.PREKEYS, week), fresh);
        }
        return fresh;
    }

    /// A public card opens new own drops.
    void redrawDrops() {
        drawnForWeek = -1;
    }

    void forget(ContactId contact) {
        stale.remove(contact);
        for (var owner : watch.owners()) {
            if (belongsTo(owner, contact)) {
                watch.forget(owner);
            }
        }
    }

    private List<SlotId> watchChains(ContactId contact, Correspondence correspondence) {
        var fresh = new ArrayList<SlotId>();
        var current = new HashSet<Mine>();
        for (var entry : correspondence.sessions().readable()) {
            for (var chain : entry.session().receiving()) {
                var owner = new Mine.Chain(contact, entry.number(), chain.tag());
                current.add(owner);
                fresh.addAll(watch.reach(owner, chain.hkb(), ChainSlot.block(chain.lowestGap()), BLOCKS_AHEAD));
            }
        }
        for (var owner : watch.owners()) {
            if (owner instanceof Mine.Chain chain && chain.contact().equals(contact) && !current.contains(owner)) {
                watch.forget(owner);
            }
        }
        return fresh;
    }

    private void watchDrop(Mine owner, Drop drop, List<SlotId> fresh) {
        try (drop) {
            if (watch.add(owner, drop.id())) {
                fresh.add(drop.id());
            }
        }
    }

    private static boolean belongsTo(Mine owner, ContactId contact) {
        return switch (owner) {
            case Mine.Chain chain -> chain.contact().equals(contact);
            case Mine.Keys keys -> keys.contact().equals(contact);
            case Mine.Inbox _ -> false;
        };
    }
}
