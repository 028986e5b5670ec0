package org.heliograph.core.session;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.heliograph.core.session.IncomingChain.SkippedKey;

/// All chains of the other end's messages that something may still come of: the current one, and older ones with gaps.
///
/// Keeps the bounds on skipped keys, and knows which of them differ from what the store has.
final class Incoming implements AutoCloseable {
    /// Oldest first: so chain by chain and number by number, the keys stand in the order in which they were skipped.
    private final Deque<IncomingChain> older = new ArrayDeque<>();

    private final TreeSet<Id> changed = new TreeSet<>();
    private Optional<IncomingChain> current = Optional.empty();
    private int skippedKeys;

    /// Names a message of the other end.
    private record Id(long tag, int number) implements Comparable<Id> {
        static final int ROW_BYTES = Long.BYTES + Integer.BYTES;

        static Id of(IncomingChain chain, int number) {
            return new Id(chain.header().tag(), number);
        }

        static Id read(byte[] key) {
            var in = ByteBuffer.wrap(key);
            return new Id(in.getLong(), in.getInt());
        }

        byte[] toBytes() {
            return ByteBuffer.allocate(ROW_BYTES).putLong(tag).putInt(number).array();
        }

        @Override
        public int compareTo(Id other) {
            int order = Long.compare(tag, other.tag);
            return order != 0 ? order : Integer.compare(number, other.number);
        }
    }

    Optional<IncomingChain> current() {
        return current;
    }

    /// Newest first.
    List<IncomingChain> older() {
        return List.copyOf(older.reversed());
    }

    /// The message of the current chain behind `stretch` was received.
    void receive(IncomingChain chain, Stretch stretch) {
        int first = chain.next();
        chain.receive(stretch);
        noteSkipped(chain, first);
        keepBounds();
    }

    /// The other end has begun `chain`, after `previous` messages of the current one.
    void begin(IncomingChain chain, int previous) {
        current.ifPresent(ended -> {
            int first = ended.next();
            ended.end(previous);
            noteSkipped(ended, first);
            older.addLast(ended);
            dropIfDone(ended);
        });
        current = Optional.of(chain);
        keepBounds();
    }

    /// The skipped message was received.
    void receive(IncomingChain chain, int number) {
        remove(chain, number);
        dropIfDone(chain);
    }

    /// No message of the chain below `end` will come any more: the sender says so.
    void forget(long tag, int end) {
        for (var chain : all()) {
            if (chain.header().tag() == tag) {
                List.copyOf(chain.skipped().headMap(end).keySet()).forEach(number -> remove(chain, number));
                dropIfDone(chain);
            }
        }
    }

    /// Drops the keys that the store has had since before this time; says whether there were any.
    boolean dropStoredBefore(long wallMillis) {
        int before = skippedKeys;
        for (var chain : all()) {
            for (var entry : List.copyOf(chain.skipped().entrySet())) {
                long stored = entry.getValue().storedMillis();
                if (stored != 0 && stored < wallMillis) {
                    lose(chain, entry.getKey());
                }
            }
            dropIfDone(chain);
        }
        return skippedKeys < before;
    }

    private List<IncomingChain> all() {
        var chains = new ArrayList<>(older);
        current.ifPresent(chains::add);
        return chains;
    }

    private void noteSkipped(IncomingChain chain, int first) {
        for (int number : chain.skipped().tailMap(first).keySet()) {
            changed.add(Id.of(chain, number));
            skippedKeys++;
        }
    }

    private void keepBounds() {
        while (older.size() > Session.OLDER_CHAINS) {
            var oldest = older.getFirst();
            List.copyOf(oldest.skipped().keySet()).forEach(number -> lose(oldest, number));
            dropIfDone(oldest);
        }
        Iterator<IncomingChain> oldestFirst = all().iterator();
        while (skippedKeys > Session.SKIPPED_KEYS) {
            var chain = oldestFirst.next();
            while (skippedKeys > Session.SKIPPED_KEYS && !chain.skipped().isEmpty()) {
                lose(chain, chain.skipped().firstKey());
            }
            dropIfDone(chain);
        }
    }

    /// A bound has no room for the key.
    private void lose(IncomingChain chain, int number) {
        remove(chain, number);
        chain.lose(number);
    }

    private void remove(IncomingChain chain, int number) {
        var key = Objects.requireNonNull(chain.skipped().remove(number));
        key.key().close();
        skippedKeys--;
        var id = Id.of(chain, number);
        if (key.storedMillis() == 0) {
            changed.remove(id);
        } else {
            changed.add(id);
        }
    }

    private void dropIfDone(IncomingChain chain) {
        if (chain.skipped().isEmpty() && older.remove(chain)) {
            chain.close();
        }
    }

    /// The rows that make the store have what this has; from now on it counts as stored.
    List<Session.SkippedChange> takeChanges(long wallMillis) {
        var rows = new ArrayList<Session.SkippedChange>(changed.size());
        for (var id : changed) {
            rows.add(new Session.SkippedChange(id.toBytes(), store(id, wallMillis)));
        }
        changed.clear();
        return rows;
    }

    private Optional<byte[]> store(Id id, long wallMillis) {
        for (var chain : all()) {
            var key = chain.header().tag() == id.tag ? chain.skipped().get(id.number) : null;
            if (key != null) {
                chain.skipped().put(id.number, new SkippedKey(key.key(), wallMillis));
                var row = ByteBuffer.allocate(Long.BYTES + KeySchedule.KEY_BYTES);
                Rows.put(row.putLong(wallMillis), key.key());
                return Optional.of(row.array());
            }
        }
        return Optional.empty();
    }

    /// Takes back a row of [#takeChanges] and wipes `value`.
    void restore(byte[] key, byte[] value) {
        var id = Id.read(key);
        var row = ByteBuffer.wrap(value);
        for (var chain : all()) {
            if (chain.header().tag() == id.tag) {
                long storedMillis = row.getLong();
                chain.skipped().put(id.number, new SkippedKey(Rows.key(row), storedMillis));
                Arrays.fill(value, (byte) 0);
                skippedKeys++;
                return;
            }
        }
        throw new IllegalStateException("a skipped key of a chain that this session does not have");
    }

    int rowBytes() {
        return 2 + all().size() * IncomingChain.ROW_BYTES;
    }

    /// Without the skipped keys, which have rows of their own.
    void write(ByteBuffer row) {
        var chains = all();
        row.put((byte) chains.size()).put((byte) (current.isPresent() ? 1 : 0));
        chains.forEach(chain -> chain.write(row));
    }

    static Incoming read(ByteBuffer row) {
        var incoming = new Incoming();
        int count = row.get();
        boolean hasCurrent = row.get() != 0;
        for (int i = 0; i < count; i++) {
            var chain = IncomingChain.read(row);
            if (hasCurrent && i == count - 1) {
                incoming.current = Optional.of(chain);
            } else {
                incoming.older.addLast(chain);
            }
        }
        return incoming;
    }

    @Override
    public void close() {
        all().forEach(IncomingChain::close);
        older.clear();
        current = Optional.empty();
    }
}
