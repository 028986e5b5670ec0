package org.heliograph.core.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.heliograph.core.ContactId;

/// Which contact wants to be looked at when, without asking all of them.
final class Wakes {
    private record Wake(Duration at, ContactId contact) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int order = at.compareTo(other.at);
            return order != 0 ? order : contact.compareTo(other.contact);
        }
    }

    private final TreeSet<Wake> queue = new TreeSet<>();
    private final TreeMap<ContactId, Wake> byContact = new TreeMap<>();

    void set(ContactId contact, Optional<Duration> at) {
        var old = byContact.remove(contact);
        if (old != null) {
            queue.remove(old);
        }
        at.ifPresent(when -> {
            var wake = new Wake(when, contact);
            byContact.put(contact, wake);
            queue.add(wake);
        });
    }

    Optional<Duration> next() {
        return queue.isEmpty() ? Optional.empty() : Optional.of(queue.first().at);
    }

    /// Those whose time has come; they are forgotten until set again.
    List<ContactId> due(Duration uptime) {
        var due = new ArrayList<ContactId>();
        while (!queue.isEmpty() && queue.first().at.compareTo(uptime) <= 0) {
            var wake = queue.removeFirst();
            byContact.remove(wake.contact);
            due.add(wake.contact);
        }
        return due;
    }
}
