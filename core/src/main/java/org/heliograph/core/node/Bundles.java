package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.bundle.Bundle;
import org.heliograph.core.bundle.Hiding;
import org.heliograph.core.delivery.BoxKind;
import org.heliograph.core.delivery.BoxRef;
import org.heliograph.core.delivery.Transmission;
import org.heliograph.core.mailbox.Custody;
import org.heliograph.core.mailbox.Verdict;
import org.heliograph.core.wire.ElementId;
import org.heliograph.core.wire.Item;

/// What people carry between nodes: which items go into a bundle, and what becomes of those that come out of one.
///
/// A wish is answered at the end of a group of inputs, of this or a later one: what it needs may have to be sealed,
/// stamped or opened before. That a box was packed changes nothing about it: nobody knows whether the medium arrives.
final class Bundles {
    /// How long what came in a bundle stays hidden from neighbours, on average: a set that spreads as soon as somebody
    /// brought it says who did.
    private static final Duration MEAN_HIDING = Duration.ofMinutes(10);

    private static final Duration LONGEST_HIDING = Duration.ofHours(2);

    /// An item of others that is over sooner is not worth the journey.
    private static final Duration SHORTEST_JOURNEY = Duration.ofHours(1);

    /// A box of this device.
    record OwnBox(ContactId contact, BoxRef box) implements Reply.Cargo {}

    /// Prekeys of this device, in one of the drops in which they are looked for.
    record OwnKeys(Prekeys.Layout layout) implements Reply.Cargo {}

    /// An item that lies here.
    record Lying(ElementId element) implements Reply.Cargo {}

    /// Judges an item that somebody carried here, and opens it if it is news for this device.
    @FunctionalInterface
    interface Intake {
        Verdict take(Item item, boolean hidden, Step step);
    }

    /// One piece of cargo on its way into a bundle.
    private interface Stowing {
        /// Whether there is nothing to wait for any more.
        boolean isDone(Now now);

        /// Empty if there is none after all.
        Optional<Item> item();
    }

    private record Asked(long ticket, Command.Manifest wish) {}

    private record Packing(long ticket, List<Stowing> cargo) {}

    private record Unpacking(long ticket, int taken, int known, int refused) {}

    private final Correspondence.Machines machines;
    private final Roster roster;
    private final Correspondences correspondences;
    private final Prekeys prekeys;
    private final Custody custody;
    private final Hiding hiding;
    private final List<Asked> asked = new ArrayList<>();
    private final List<Packing> packings = new ArrayList<>();
    private final List<Unpacking> unpackings = new ArrayList<>();

    /// What was opened since the last answer.
    private int opened;

    Bundles(
            Correspondence.Machines machines,
            Roster roster,
            Correspondences correspondences,
            Prekeys prekeys,
            Custody custody) {
        this.machines = machines;
        this.roster = roster;
        this.correspondences = correspondences;
        this.prekeys = prekeys;
        this.custody = custody;
        this.hiding = new Hiding(machines.entropy());
    }

    void handle(long ticket, Command.Bundling wish, Intake intake, Step step) {
        switch (wish) {
            case Command.BundleKey(var salt) ->
                answer(ticket, new Reply.BundleKey(machines.self().network().keyFor(Bundle.purpose(salt))), step);
            case Command.Manifest manifest -> prepare(new Asked(ticket, manifest), step);
            case Command.Pack(var cargo) ->
                packings.add(new Packing(
                        ticket,
                        cargo.stream().map(part -> stowing(part, step.now())).toList()));
            case Command.Unpack unpack -> unpack(ticket, unpack, intake, step);
        }
    }

    /// Whether items were taken in this group of inputs, so that what they let this device read is to be read now.
    boolean isUnpacking() {
        return !unpackings.isEmpty();
    }

    /// Something that came in a bundle was for this device.
    void handleOpened() {
        opened++;
    }

    /// Answers what can be answered, once everything is sealed that can be.
    void settle(Step step) {
        asked.forEach(it -> answer(it.ticket, manifest(it.wish, step.now()), step));
        asked.clear();
        packings.removeIf(packing -> {
            boolean isDone = true;
            for (var stowing : packing.cargo) {
                isDone &= stowing.isDone(step.now()); // all are asked, so that all are under way
            }
            if (isDone) {
                var items = packing.cargo.stream().flatMap(it -> it.item().stream());
                answer(packing.ticket, new Reply.Packed(items.toList()), step);
            }
            return isDone;
        });
        for (var done : unpackings) {
            answer(done.ticket, new Reply.Unpacked(done.taken, done.known, done.refused, opened), step);
            opened = 0; // two wishes in one group of inputs: the first tells of both
        }
        unpackings.clear();
    }

    /// What comes out of hiding now.
    List<ElementId> revealed(Now now) {
        return hiding.due(now);
    }

    Optional<Duration> nextWake() {
        return hiding.nextDue();
    }

    // ---- what goes in

    /// What arrived and is not acknowledged yet is to be acknowledged in the bundle.
    private void prepare(Asked manifest, Step step) {
        var contacts = contacts(manifest.wish.alias());
        if (contacts.isEmpty() && manifest.wish.alias().isPresent()) {
            answer(manifest.ticket, People.unknown(manifest.wish.alias().get()), step);
            return;
        }
        contacts.forEach(contact -> correspondences
                .change(contact.id())
                .ifPresent(found -> found.conversation().acknowledgeNow(step.now())));
        asked.add(manifest);
    }

    private List<Contact> contacts(Optional<String> alias) {
        return alias.isPresent() ? roster.named(alias.get()).stream().toList() : roster.all();
    }

    private Reply manifest(Command.Manifest wish, Now now) {
        var contacts = contacts(wish.alias());
        var keys = new ArrayDeque<>(ownKeys(wish, contacts, now));
        var mail = mail(contacts, now);
        var cargo = new LinkedHashSet<Reply.Cargo>();
        machines.self().doors().stream()
                .map(_ -> keys.poll())
                .flatMap(Stream::ofNullable)
                .forEach(cargo::add);
        cargo.addAll(mail);
        cargo.addAll(keys);
        if (wish.alias().isEmpty()) {
            custody.forOthers(SHORTEST_JOURNEY, now).forEach(element -> cargo.add(new Lying(element)));
        }
        var chosen = cargo.stream().limit(wish.most()).toList();
        int own = (int) chosen.stream().filter(OwnBox.class::isInstance).count();
        int unsealed = contacts.stream()
                .flatMap(contact -> correspondences.find(contact.id()).stream())
                .mapToInt(found -> found.conversation().unsealed())
                .sum();
        var order = Bundle.shuffled(chosen, machines.entropy());
        return new Reply.Manifest(order, own, cargo.size() - chosen.size(), unsealed);
    }

    /// Where others look for this device's prekeys, this week's drops first. A contact that has answered needs none.
    private List<OwnKeys> ownKeys(Command.Manifest wish, List<Contact> contacts, Now now) {
        boolean isNeeded = wish.alias().isEmpty()
                || contacts.stream()
                        .flatMap(contact -> correspondences.find(contact.id()).stream())
                        .anyMatch(found -> !found.isAnswered());
        return isNeeded ? prekeys.layouts(now).stream().map(OwnKeys::new).toList() : List.of();
    }

    /// The boxes of each contact in their order, one contact after the other.
    private List<OwnBox> mail(List<Contact> contacts, Now now) {
        var waiting = new ArrayDeque<ArrayDeque<OwnBox>>();
        for (var contact : contacts) {
            var boxes = new ArrayDeque<OwnBox>();
            correspondences
                    .find(contact.id())
                    .ifPresent(found -> found.conversation()
                            .unacknowledged(now)
                            .forEach(box -> boxes.add(new OwnBox(contact.id(), box))));
            waiting.add(boxes);
        }
        var mail = new ArrayList<OwnBox>();
        while (!waiting.isEmpty()) {
            var boxes = waiting.remove();
            if (!boxes.isEmpty()) {
                mail.add(boxes.remove());
                waiting.add(boxes);
            }
        }
        return mail;
    }

    private Stowing stowing(Reply.Cargo cargo, Now now) {
        return switch (cargo) {
            case Lying(var element) -> done(() -> custody.item(element));
            case OwnKeys(var layout)
            when prekeys.isLaidOut(layout) && laidOut(layout).isEmpty() -> // a fuller store gave it up
                new ParcelStowing(machines.post().keys(machines.self(), layout, prekeys.record(layout), now));
            case OwnKeys(var layout) -> new KeysStowing(layout);
            case OwnBox(var contact, var box) ->
                parcel(contact, box, now).<Stowing>map(ParcelStowing::new).orElseGet(() -> done(Optional::empty));
        };
    }

    /// Empty when the box was acknowledged or given up meanwhile.
    private Optional<Post.Parcel> parcel(ContactId contact, BoxRef box, Now now) {
        return correspondences
                .find(contact)
                .flatMap(found -> found.conversation().copy(box).map(copy -> parcel(found.contact(), copy, now)));
    }

    private Post.Parcel parcel(Contact contact, Transmission copy, Now now) {
        var what = new Post.Awaited(contact.id(), copy.ref());
        var sealed = copy.box();
        return sealed.kind() == BoxKind.INIT
                ? machines.post().initiating(what, contact, sealed.box(), now)
                : machines.post().boxed(what, sealed, copy.expiresAtMillis(), now);
    }

    private static Stowing done(Supplier<Optional<Item>> item) {
        return new Stowing() {
            @Override
            public boolean isDone(Now now) {
                return true;
            }

            @Override
            public Optional<Item> item() {
                return item.get();
            }
        };
    }

    /// Laid out in the background, as they always are; nothing but waiting is to be done.
    private final class KeysStowing implements Stowing {
        private final Prekeys.Layout layout;

        KeysStowing(Prekeys.Layout layout) {
            this.layout = layout;
        }

        @Override
        public boolean isDone(Now now) {
            return prekeys.isLaidOut(layout) || !prekeys.layouts(now).contains(layout);
        }

        @Override
        public Optional<Item> item() {
            return laidOut(layout);
        }
    }

    private Optional<Item> laidOut(Prekeys.Layout layout) {
        return prekeys.find(layout.prekeyId())
                .flatMap(prekey -> machines.post()
                        .laidOut(machines.self(), layout, prekey.bundle().bytes()));
    }

    private final class ParcelStowing implements Stowing {
        /// The first wish may have joined one that was for the mesh alone.
        private static final int MOST_WISHES = 2;

        private final Post.Parcel parcel;
        private Optional<Item> finished = Optional.empty();
        private int wishes;

        ParcelStowing(Post.Parcel parcel) {
            this.parcel = parcel;
        }

        @Override
        public boolean isDone(Now now) {
            if (wishes > 0 && machines.post().isWanted(parcel)) {
                return false;
            }
            if (finished.isPresent() || parcel.isReady() || wishes == MOST_WISHES) {
                return true;
            }
            wishes += machines.post().want(parcel, item -> finished = Optional.of(item)) ? 1 : 0;
            return false;
        }

        @Override
        public Optional<Item> item() {
            return finished.or(() -> parcel.lying().get()); // there may have been no room to hold it
        }
    }

    // ---- what comes out

    private void unpack(long ticket, Command.Unpack wish, Intake intake, Step step) {
        opened = unpackings.isEmpty() ? 0 : opened;
        boolean hides = machines.neighbours().count() > 0;
        var news = new ArrayList<ElementId>();
        int known = 0;
        int refused = 0;
        for (var item : wish.items()) {
            switch (intake.take(item, hides, step)) {
                case Verdict.Stored(var element) -> news.add(element);
                case Verdict.HadIt _, Verdict.Deleted _ -> known++;
                case Verdict.StampTooSmall _, Verdict.Full _, Verdict.Refused _ -> refused++;
            }
        }
        unpackings.add(new Unpacking(ticket, news.size(), known, refused));
        if (hides) {
            hiding.hide(wish.bundle(), news, () -> endOfHiding(step.now()));
        }
    }

    private Duration endOfHiding(Now now) {
        return now.uptime().plus(Delays.exponential(MEAN_HIDING, LONGEST_HIDING, machines.entropy()));
    }

    private static void answer(long ticket, Reply reply, Step step) {
        step.emit(new Effect.Answer(ticket, reply));
    }
}
