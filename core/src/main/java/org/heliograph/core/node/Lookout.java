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
import org.heliograph.core.node.shelf.Collector.Kind;
import org.heliograph.core.node.shelf.Collector.Sought;
import org.heliograph.core.session.Session;
import org.heliograph.core.wire.SlotId;

/// Keeps the map of the slots that are this device's to read, ahead of the items that will lie in them.
///
/// Each slot costs a key derivation, so those of a chain are made when the chain is new and nothing else is to do, or
/// when an item comes in that nobody here seems to wait for; never on the way of a message that is sent.
final class Lookout {
    /// Blocks looked ahead in the own store (`docs/protocol/mailbox.md`): a whole window of boxes.
    private static final int BLOCKS_AHEAD = 64;

    /// Blocks read at other nodes, from that of the next number on.
    private static final int BLOCKS_READ = 2;

    /// Sessions in which a contact may be writing now; older ones are only looked after.
    private static final int SESSIONS_AWAITED = 2;

    private final Watch<Mine> watch = new Watch<>(0);

    /// The second positions of chains' slots, which matter where not every node holds everything: as far as they are
    /// read.
    private final Watch<Mine> second = new Watch<>(1);

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
        return watch.owner(slot).or(() -> second.owner(slot));
    }

    /// What is to be read at other nodes now.
    List<Sought> sought(Correspondences correspondences, Now now) {
        var sought = new ArrayList<Sought>();
        for (var owner : watch.owners()) {
            switch (owner) {
                case Mine.Inbox(var _, var week) -> seekDrop(owner, week, now, sought);
                case Mine.Keys(var contact, var week) -> {
                    boolean isWanted = correspondences
                            .find(contact)
                            .filter(found -> !found.isAnswered() || found.isSilent(now))
                            .isPresent();
                    if (isWanted) {
                        seekDrop(owner, week, now, sought);
                    }
                }
                case Mine.Chain _ -> {}
            }
        }
        for (var correspondence : correspondences.all()) {
            var sessions = correspondence.sessions().readable();
            for (int i = 0; i < sessions.size(); i++) {
                seekChains(correspondence.contact().id(), sessions.get(i), i < SESSIONS_AWAITED, sought);
            }
        }
        return sought;
    }

    private void seekDrop(Mine owner, long week, Now now, List<Sought> sought) {
        var kind = week == Drop.week(now) ? Kind.DROP : Kind.OTHER_WEEK;
        watch.slot(owner, 0).ifPresent(slot -> sought.add(new Sought(slot, kind, List.of())));
    }

    /// Of the chain to come the first block, of the current one that of the next number and those beside it, and of all
    /// the blocks with gaps.
    private void seekChains(ContactId contact, Sessions.Entry entry, boolean isAwaited, List<Sought> sought) {
        boolean isCurrent = true;
        for (var chain : entry.session().receiving()) {
            var owner = new Mine.Chain(contact, entry.number(), chain.tag());
            long next = ChainSlot.block(chain.next());
            long last = isCurrent && chain.next() > 0 ? next + 1 : next;
            for (long block = ChainSlot.block(chain.lowestGap()); block <= last; block++) {
                boolean isGap = block < next - 1 || !isCurrent || !isAwaited; // the last block's may be on their way
                seek(watch, owner, new Block(chain, block, 0), isGap ? Kind.GAP : Kind.FIRST, sought);
                if (!isGap) {
                    seek(second, owner, new Block(chain, block, 1), Kind.SECOND, sought);
                }
            }
            isCurrent &= chain.next() == 0; // the first of them is the one to come, older ones follow the current one
        }
    }

    private record Block(Session.ReceivingChain chain, long number, int v) {
        /// Tags of boxes that were received.
        List<Long> known() {
            var known = new ArrayList<Long>();
            for (long n = number * ChainSlot.BOXES; n < chain.lowestGap() && n < (number + 1) * ChainSlot.BOXES; n++) {
                known.add(ChainSlot.tag(chain.hkb(), n, v));
            }
            return known;
        }
    }

    private static void seek(Watch<Mine> from, Mine owner, Block block, Kind kind, List<Sought> sought) {
        from.slot(owner, block.number).ifPresent(slot -> sought.add(new Sought(slot, kind, block.known())));
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
                second.forget(owner);
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
                long from = ChainSlot.block(chain.lowestGap());
                fresh.addAll(watch.reach(owner, chain.hkb(), from, BLOCKS_AHEAD));
                int read = (int) Math.min(BLOCKS_AHEAD, ChainSlot.block(chain.next()) + BLOCKS_READ - from);
                fresh.addAll(second.reach(owner, chain.hkb(), from, read));
            }
        }
        for (var owner : watch.owners()) {
            if (owner instanceof Mine.Chain chain && chain.contact().equals(contact) && !current.contains(owner)) {
                watch.forget(owner);
                second.forget(owner);
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
