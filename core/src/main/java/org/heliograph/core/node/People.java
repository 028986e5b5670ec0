package org.heliograph.core.node;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.delivery.Conversation;
import org.heliograph.core.identity.ContactCard;
import org.heliograph.core.identity.SafetyWords;
import org.heliograph.core.node.recall.Recall;
import org.heliograph.crypto.Suite;

/// What a person does with contacts: learn, accept, check and forget them.
final class People {
    private static final Pattern ALIAS = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}._-]{0,63}");
    private static final int SHORTEST_FINGERPRINT = 4;

    static final Reply NO_LIFE =
            new Reply.Refused("A message can live ten years at most, and not less than no time. Nothing was done.");

    private final Correspondence.Machines machines;
    private final Roster roster;
    private final Requests requests;
    private final Correspondences correspondences;

    People(Correspondence.Machines machines, Roster roster, Requests requests, Correspondences correspondences) {
        this.machines = machines;
        this.roster = roster;
        this.requests = requests;
        this.correspondences = correspondences;
    }

    Reply add(ContactCard card, String alias, Step step) {
        var id = card.fingerprint();
        var known = roster.known(id);
        if (id.equals(machines.self().identity().fingerprint())) {
            return new Reply.Refused("This is your own card. Give it to others, and add theirs.");
        }
        if (known.isEmpty()) {
            var objection = stranger(card).or(() -> objection(alias));
            if (objection.isPresent()) {
                return objection.get();
            }
            var contact = Contact.of(card.identity(), card.secret(), alias);
            roster.save(contact);
            correspondences.add(new Correspondence(machines, contact, step.now()));
            return view(contact);
        }
        if (!known.get().alias().equals(alias)) {
            return new Reply.Refused("You know this contact already, as \""
                    + known.get().alias() + "\". Nothing was changed. Remove it first to give it another name.");
        }
        var updated = known.get().withSecret(card.secret());
        roster.save(updated);
        correspondences.change(id).ifPresent(found -> found.update(updated));
        return view(updated);
    }

    /// The request that is meant, or why there is none.
    Reply accept(String fingerprint, String alias, Step step) {
        String hex = fingerprint.toLowerCase(Locale.ROOT);
        var meant = hex.length() < SHORTEST_FINGERPRINT ? List.<Requests.Request>of() : requests.beginningWith(hex);
        if (meant.size() != 1) {
            return new Reply.Refused(
                    meant.isEmpty()
                            ? "No request begins with \"" + fingerprint + "\". See who wrote with: helio contact list"
                            : "Several requests begin with \"" + fingerprint + "\". Give more of its digits.");
        }
        var objection = objection(alias);
        if (objection.isPresent()) {
            return objection.get();
        }
        var contact = Contact.of(meant.getFirst().identity(), Optional.empty(), alias);
        roster.save(contact);
        correspondences.add(new Correspondence(machines, contact, step.now()));
        return view(contact);
    }

    Reply list() {
        var contacts = roster.all().stream().map(this::view).toList();
        var waiting = requests.all().stream()
                .map(request -> new Reply.RequestView(
                        request.sender().toHex(),
                        hex(request.identity().bytes()),
                        Suites.name(request.identity().family()),
                        request.arrivedAtMillis()))
                .toList();
        return new Reply.ContactList(contacts, waiting);
    }

    Reply show(String alias) {
        return roster.named(alias).<Reply>map(this::view).orElseGet(() -> unknown(alias));
    }

    Reply verify(String alias, boolean confirm) {
        var contact = roster.named(alias);
        if (contact.isEmpty()) {
            return unknown(alias);
        }
        if (confirm) {
            var confirmed = contact.get().confirmed();
            roster.save(confirmed);
            correspondences.find(confirmed.id()).ifPresent(found -> found.update(confirmed));
            contact = Optional.of(confirmed);
        }
        var words = SafetyWords.of(
                machines.self().identity().fingerprint(), contact.get().id());
        return new Reply.Safety(view(contact.get()), words);
    }

    /// How long messages live from now on, if nothing else is said when they are sent.
    Reply ttl(Command.Ttl wish) {
        long seconds = wish.ttlSeconds().orElse(0);
        if (seconds < 0 || seconds > Command.MAX_TTL_SECONDS) {
            return NO_LIFE;
        }
        if (wish.alias().isEmpty()) {
            roster.setUsualTtlSeconds(seconds);
            return new Reply.Done();
        }
        var contact = roster.named(wish.alias().get());
        if (contact.isEmpty()) {
            return unknown(wish.alias().get());
        }
        var updated = contact.get().withTtl(wish.ttlSeconds());
        roster.save(updated);
        correspondences.find(updated.id()).ifPresent(found -> found.update(updated));
        return new Reply.Done();
    }

    /// Forgets the contact; its keys and its conversation are destroyed.
    Optional<ContactId> remove(String alias) {
        var contact = roster.named(alias);
        contact.ifPresent(gone -> {
            correspondences.find(gone.id()).ifPresent(found -> {
                found.sessions().destroy();
                Conversation.erase(machines.store(), gone.id());
                Recall.erase(machines.store(), gone.id());
            });
            correspondences.remove(gone.id());
            machines.neighbours().forget(gone.id());
            roster.remove(gone);
        });
        return contact.map(Contact::id);
    }

    /// This device was put back to an earlier state: its sessions are not used any more, and what it lost is asked for.
    Reply restored(Now now) {
        var newestOwn = correspondences.all().stream()
                .map(Correspondence::newestOwn)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        for (var contact : roster.ids()) {
            correspondences.change(contact).ifPresent(found -> found.handleRestored(newestOwn, now));
        }
        return new Reply.Done();
    }

    static Reply unknown(String alias) {
        return new Reply.Refused("No contact is called \"" + alias
                + "\". Nothing was done. See the names you gave with: helio contact list");
    }

    Reply.ContactView view(Contact contact) {
        var correspondence = correspondences.find(contact.id());
        return new Reply.ContactView(
                contact.alias(),
                hex(contact.identity().bytes()),
                contact.id().toHex(),
                Suites.name(contact.pinned()),
                contact.verified(),
                correspondence.map(People::session).orElse("none"),
                machines.neighbours().directTo(contact.id()).isPresent(),
                contact.ttlSeconds().orElse(roster.usualTtlSeconds()));
    }

    /// Keys of different families agree on nothing.
    private Optional<Reply> stranger(ContactCard card) {
        var mine = machines.self().suite().family();
        var theirs = card.identity().family();
        return mine == theirs
                ? Optional.empty()
                : Optional.of(new Reply.Refused("This card uses keys of the kind " + family(theirs) + ", yours are "
                        + family(mine) + ": the two cannot talk to each other. Nothing was changed. "
                        + "One of you needs an identity of the other kind."));
    }

    private static String family(Suite suite) {
        return Suites.name(suite.withHybrid());
    }

    private Optional<Reply> objection(String alias) {
        if (!ALIAS.matcher(alias).matches() || alias.equals(MessageView.ME)) {
            return Optional.of(new Reply.Refused("\"" + alias + "\" cannot be a contact's name. Use up to 64 letters, "
                    + "digits, dots, dashes and underscores, beginning with a letter or digit, and not \"me\"."));
        }
        return roster.named(alias)
                .map(_ -> new Reply.Refused("Another contact is called \"" + alias
                        + "\" already. Nothing was changed. Choose another name."));
    }

    private static String session(Correspondence correspondence) {
        var sending = correspondence.sessions().sending();
        if (sending.isPresent()) {
            return sending.get().heard() ? "established" : "started";
        }
        return correspondence.isWaitingForKeys()
                        && correspondence.conversation().queued() > 0
                ? "waiting for keys"
                : "none";
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
