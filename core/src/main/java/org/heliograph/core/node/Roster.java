package org.heliograph.core.node;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.heliograph.core.ContactId;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.wire.Reader;
import org.heliograph.core.wire.Writer;

/// Everyone this device knows, by identity and by the name its owner gave them.
final class Roster {
    private static final byte[] NO_GROUP = {};
    private static final byte[] TTL_ROW = "usual ttl".getBytes(StandardCharsets.US_ASCII);

    private final Store store;
    private final TreeMap<ContactId, Contact> byId = new TreeMap<>();
    private final TreeMap<String, Contact> byAlias = new TreeMap<>();
    private long usualTtlSeconds;

    Roster(Store store) {
        this.store = store;
        store.scanAll(Table.CONTACT, (_, row) -> {
            remember(Rows.read(() -> Contact.decode(row)));
            return true;
        });
        this.usualTtlSeconds = store.value(Table.SELF, TTL_ROW)
                .map(row -> Rows.read(() -> new Reader(row).u32()))
                .orElse(0L);
    }

    /// How long messages live as a rule, in seconds, 0 for ever: those to contacts that have no rule of their own.
    long usualTtlSeconds() {
        return usualTtlSeconds;
    }

    void setUsualTtlSeconds(long seconds) {
        usualTtlSeconds = seconds;
        store.put(Table.SELF, TTL_ROW, NO_GROUP, new Writer(4).u32(seconds).toBytes());
    }

    void save(Contact contact) {
        var old = byId.get(contact.id());
        if (old != null) {
            byAlias.remove(old.alias());
        }
        remember(contact);
        store.put(Table.CONTACT, contact.id().toBytes(), NO_GROUP, contact.encode());
    }

    void remove(Contact contact) {
        byId.remove(contact.id());
        byAlias.remove(contact.alias());
        store.delete(Table.CONTACT, contact.id().toBytes());
    }

    Optional<Contact> named(String alias) {
        return Optional.ofNullable(byAlias.get(alias));
    }

    Optional<Contact> known(ContactId id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// In the order of their aliases.
    List<Contact> all() {
        return List.copyOf(byAlias.values());
    }

    Collection<ContactId> ids() {
        return List.copyOf(byId.keySet());
    }

    int size() {
        return byId.size();
    }

    private void remember(Contact contact) {
        byId.put(contact.id(), contact);
        byAlias.put(contact.alias(), contact);
    }
}
