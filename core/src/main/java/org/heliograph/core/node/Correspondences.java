package org.heliograph.core.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.ContactId;
import org.heliograph.core.Now;
import org.heliograph.core.identity.DeviceCertificate;

/// The correspondences of this device, and which of them changed since the last commit.
final class Correspondences implements AutoCloseable {
    private final TreeMap<ContactId, Correspondence> byContact = new TreeMap<>();
    private final TreeSet<ContactId> changed = new TreeSet<>();

    void add(Correspondence correspondence) {
        byContact.put(correspondence.contact().id(), correspondence);
        changed.add(correspondence.contact().id());
    }

    Optional<Correspondence> find(ContactId contact) {
        return Optional.ofNullable(byContact.get(contact));
    }

    /// As [#find], for who is about to change it.
    Optional<Correspondence> change(ContactId contact) {
        var found = find(contact);
        found.ifPresent(_ -> changed.add(contact));
        return found;
    }

    /// A link is proven to end at the contact.
    void handleProven(ContactId contact, Now now) {
        change(contact).ifPresent(found -> found.conversation().linkProven(now));
    }

    /// The last such link is gone.
    void handleLost(ContactId contact, Now now) {
        change(contact).ifPresent(found -> found.conversation().linkLost(now));
    }

    /// What was verified of a contact's device, if anything was.
    Optional<DeviceCertificate> certificate(ContactId contact) {
        return find(contact).flatMap(Correspondence::certificate);
    }

    List<Correspondence> all() {
        return new ArrayList<>(byContact.values());
    }

    /// Those that changed; from now on none has.
    List<Correspondence> takeChanged() {
        var taken = changed.stream().map(byContact::get).toList();
        changed.clear();
        return taken;
    }

    void remove(ContactId contact) {
        changed.remove(contact);
        var removed = byContact.remove(contact);
        if (removed != null) {
            removed.close();
        }
    }

    @Override
    public void close() {
        byContact.values().forEach(Correspondence::close);
    }
}
