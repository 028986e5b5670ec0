package org.heliograph.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import org.heliograph.bench.Rounds.Rival;
import org.heliograph.core.ContactId;
import org.heliograph.core.MessageId;
import org.heliograph.core.Store;
import org.heliograph.core.Store.Table;
import org.heliograph.core.history.Chronicle;
import org.heliograph.core.history.Entry;
import org.heliograph.core.wire.Data;
import org.heliograph.crypto.Entropy;
import org.heliograph.store.HomeStore;

/// Two ends that get in step: what they say until both know what they lack, against plain range splitting; how long it
/// takes, and what it takes in memory.
final class Histories {
    private static final int MANY = 100_000;
    private static final int MILLION = 1_000_000;
    private static final int TEXT_BYTES = 100;
    private static final int ROWS_A_COMMIT = 2_000;
    private static final ContactId SELF = new ContactId(1, 2, 3, 4);
    private static final ContactId CONTACT = new ContactId(5, 6, 7, 8);

    private final Report report;
    private final Rounds rounds;
    private final boolean quick;

    private Histories(Report report, Rounds rounds, boolean quick) {
        this.report = report;
        this.rounds = rounds;
        this.quick = quick;
    }

    static void run(Report report, Rounds rounds, boolean quick) throws Exception {
        var run = new Histories(report, rounds, quick);
        run.bytes();
        run.times();
        run.reading();
    }

    private void bytes() throws Exception {
        report.title("Bytes that two ends say, in so many bodies, until both have what they lack");
        bytes("10 scattered of 100,000", MANY, scattered(10, MANY), 1_500);
        bytes("newest 100 of 100,000", MANY, number -> number > MANY - 100, 2_000);
        bytes("20,000 in the middle of 100,000", MANY, number -> number > 40_000 && number <= 60_000, 8_000);
        if (!quick) {
            bytes("100 scattered of 1,000,000", MILLION, scattered(100, MILLION), 4_000);
            bytes("newest 100 of 1,000,000", MILLION, number -> number > MILLION - 100, 2_000);
        }
    }

    private static LongPredicate scattered(int count, int bound) {
        Set<Long> numbers = new HashSet<>();
        for (long seed = 1; numbers.size() < count; seed++) {
            numbers.add(1 + Long.remainderUnsigned(HistoryEnd.mixed(seed), bound));
        }
        return numbers::contains;
    }

    private void bytes(String what, int count, LongPredicate lacked, int most) throws Exception {
        var ours = HistoryEnd.compare(new HistoryEnd(true, count, _ -> false), new HistoryEnd(false, count, lacked));
        var plain = RangeRival.compare(new RangeRival(count, _ -> false), new RangeRival(count, lacked));
        report.line("%-32s ours %,8d in %d", what, ours.bytes(), ours.bodies());
        report.line("%-32s ranges split by 16 %,8d in %d", "", plain.bytes(), plain.bodies());
        report.atMost(what, ours.bytes(), most);
    }

    private void times() throws Exception {
        int count = quick ? MANY : MILLION;
        report.title("A history of " + count + " messages");
        long before = usedBytes();
        var end = new HistoryEnd(true, count, _ -> false);
        long after = usedBytes();
        var behind = new HistoryEnd(false, count, scattered(100, count));
        var question = behind.question();
        var plain = new RangeRival(count, _ -> false);
        var figures = rounds.measure(List.of(
                new Rival("one more message, and a summary of all", new Rounds.Work() {
                    private long number = count;

                    @Override
                    public void run(int times) {
                        for (int i = 0; i < times; i++) {
                            end.add(++number);
                            end.question();
                        }
                    }
                }),
                new Rival("plain: the digests of 16 ranges", times -> {
                    for (int i = 0; i < times; i++) {
                        plain.summarise();
                    }
                }),
                new Rival("an answer to a summary, 100 differences", times -> {
                    for (int i = 0; i < times; i++) {
                        end.handle(question);
                    }
                })));
        report.table(figures);
        report.atMost("milliseconds, one more and a summary", figures.getFirst().nanos() / 1e6, 1);
        report.line("memory                          %10.1f bytes a message", (double) (after - before) / count);
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /// What comes before the first summary after a start.
    private void reading() throws Exception {
        int count = quick ? MANY / 4 : 2 * MANY;
        report.title("A history of " + count + " messages read from the disk");
        var folder = Files.createTempDirectory("heliograph-bench");
        try (var store = HomeStore.create(folder.resolve("home"), Optional.empty())) {
            write(store, count);
            var figures = rounds.measure(List.of(
                    new Rival("its own rows", once(() -> chronicle(store).size())),
                    new Rival("plain: the messages, texts of 100 bytes", once(() -> readMessages(store)))));
            report.table(figures);
            report.line(
                    "its own rows                    %10.2f us a message",
                    figures.getFirst().nanos() / 1e3 / count);
        } finally {
            delete(folder);
        }
    }

    private static Rounds.Work once(Runnable work) {
        return new Rounds.Work() {
            @Override
            public void run(int times) {
                work.run();
            }

            @Override
            public int times() {
                return 1;
            }
        };
    }

    private static Chronicle chronicle(Store store) {
        return Chronicle.load(store, SELF, CONTACT, Entropy.system());
    }

    private static void write(Store store, int count) {
        var chronicle = chronicle(store);
        for (int number = 1; number <= count; number++) {
            chronicle.add(HistoryEnd.entry(number), 0);
            var row = ByteBuffer.allocate(Long.BYTES + TEXT_BYTES).putLong(number);
            var key = ByteBuffer.allocate(ContactId.BYTES + MessageId.BYTES)
                    .put(CONTACT.toBytes())
                    .putLong(HistoryEnd.mixed(number))
                    .putLong(number);
            store.put(Table.MESSAGE, key.array(), CONTACT.toBytes(), row.array());
            if (number % ROWS_A_COMMIT == 0) {
                store.commit();
            }
        }
        chronicle.settle();
        store.commit();
    }

    private static void readMessages(Store store) {
        var chronicle = Chronicle.load(new ForgetfulStore(), SELF, CONTACT, Entropy.system());
        chronicle.size();
        store.scan(Table.MESSAGE, CONTACT.toBytes(), (key, row) -> {
            var id = ByteBuffer.wrap(key, ContactId.BYTES, MessageId.BYTES);
            var body = new Entry.Body.Whole(0, 0, Data.TEXT, row);
            long lamport = ByteBuffer.wrap(row).getLong();
            chronicle.add(new Entry(new MessageId(id.getLong(), id.getLong()), lamport, true, body), 0);
            return true;
        });
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
