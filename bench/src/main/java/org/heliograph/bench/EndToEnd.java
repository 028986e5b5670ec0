package org.heliograph.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Semaphore;
import org.heliograph.core.node.Command;
import org.heliograph.core.node.Reply;

/// Two nodes with homes on the disk and a link over the loopback: from the command to the word that the other end has
/// committed the message. Beside it, what the disk alone allows.
final class EndToEnd implements AutoCloseable {
    static final String FRIEND = "friend";

    private static final int TEXT_BYTES = 1_024;
    private static final int GROUP = 64;
    private static final int ROUNDS = 5;

    /// Texts before anything is measured. Nodes run for days; with fewer the compiler took a third of the processor
    /// time.
    private static final int WARM = 20_000;

    /// Commands that wait for their answer at once, as from several programs or one that does not wait.
    private static final int PIPELINE = 512;

    private final Path folder;
    private final Teller writer;
    private final Teller reader;
    private final BareCommits bare;
    private final String text = "x".repeat(TEXT_BYTES);

    private EndToEnd() throws Exception {
        folder = Files.createTempDirectory("heliograph-bench");
        writer = Teller.in(folder.resolve("writer"), "writer");
        reader = Teller.in(folder.resolve("reader"), "reader");
        bare = new BareCommits(folder.resolve("bare.db"));
        writer.ask(new Command.AddContact(reader.card(), FRIEND));
        reader.ask(new Command.AddContact(writer.card(), FRIEND));
        try (var feed = writer.driver.events()) {
            writer.ask(new Command.Join(reader.listen()));
            writer.send("hello");
            Teller.awaitDelivered(feed, 1);
        }
        awaitQuiet();
    }

    /// New nodes work for some seconds: they lay out prekeys for the weeks to come, each under a stamp.
    private static void awaitQuiet() throws InterruptedException {
        int quiet = 0;
        for (int i = 0; i < 240 && quiet < 4; i++) {
            long before = processorNanos();
            Thread.sleep(250);
            quiet = processorNanos() - before < 25_000_000 ? quiet + 1 : 0;
        }
    }

    /// Messages per second, with the commands not waiting for each other.
    static void stream(Report report, int messages) throws Exception {
        report.title("Stream of 1 KiB texts over the loopback, durable at both ends and acknowledged");
        try (var run = new EndToEnd()) {
            run.streamed(WARM);
            var perSecond = new double[ROUNDS];
            var processor = new double[ROUNDS];
            var single = new double[ROUNDS];
            var grouped = new double[ROUNDS];
            long writes = run.writer.store.commits();
            long reads = run.reader.store.commits();
            for (int i = 0; i < ROUNDS; i++) {
                single[i] = perSecond(200, run.bare.run(200, 1));
                grouped[i] = perSecond(50 * GROUP, run.bare.run(50, GROUP));
                long before = processorNanos();
                perSecond[i] = perSecond(messages / ROUNDS, run.streamed(messages / ROUNDS));
                processor[i] = (processorNanos() - before) / 1e3 / (messages / ROUNDS);
            }
            report.line("bare engine, one row a commit   %10.0f rows/s", Rounds.median(single));
            report.line("bare engine, %d rows a commit   %10.0f rows/s", GROUP, Rounds.median(grouped));
            report.line("messages delivered              %10.0f /s", Rounds.median(perSecond));
            report.line("processor time of both nodes    %10.1f us a message", Rounds.median(processor));
            report.line(
                    "messages a commit               %10.1f writer, %.1f reader",
                    (double) messages / (run.writer.store.commits() - writes),
                    (double) messages / (run.reader.store.commits() - reads));
            report.atLeast("messages a second", Rounds.median(perSecond), 10_000);
        }
    }

    /// One message at a time.
    static void trip(Report report, int messages) throws Exception {
        report.title("One message at a time: from the command to the word that it is delivered");
        try (var run = new EndToEnd()) {
            run.streamed(WARM);
            run.trips(messages);
            var trip = new double[messages];
            var commit = new double[messages];
            for (int i = 0; i < messages; i++) {
                commit[i] = run.bare.run(1, 1) / 1e6;
                trip[i] = run.trips(1) / 1e6;
            }
            double bar = 2 * Rounds.median(commit) + 0.5;
            report.line("one bare commit                 %10.3f ms", Rounds.median(commit));
            report.line("round trip                      %10.3f ms", Rounds.median(trip));
            report.atMost("round trip over (2 commits + 0.5 ms)", Rounds.median(trip) / bar, 1);
        }
    }

    private long streamed(int messages) throws Exception {
        try (var feed = writer.driver.events()) {
            var room = new Semaphore(PIPELINE);
            var sender = Thread.ofVirtual().unstarted(() -> {
                for (int i = 0; i < messages; i++) {
                    room.acquireUninterruptibly();
                    writer.driver.ask(new Command.Send(FRIEND, text, 0)).whenComplete((reply, failure) -> {
                        room.release();
                        if (!(reply instanceof Reply.Queued)) {
                            System.err.println("not taken: " + reply + failure);
                        }
                    });
                }
            });
            long start = System.nanoTime();
            sender.start();
            Teller.awaitDelivered(feed, messages);
            return System.nanoTime() - start;
        }
    }

    private long trips(int messages) throws Exception {
        try (var feed = writer.driver.events()) {
            long start = System.nanoTime();
            for (int i = 0; i < messages; i++) {
                writer.send(text);
                Teller.awaitDelivered(feed, 1);
            }
            return System.nanoTime() - start;
        }
    }

    private static double perSecond(int count, long nanos) {
        return count * 1e9 / nanos;
    }

    private static long processorNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    @Override
    public void close() throws Exception {
        writer.close();
        reader.close();
        bare.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                delete(file);
            }
        }
    }

    private static void delete(Path file) throws IOException {
        Files.delete(file);
    }
}
