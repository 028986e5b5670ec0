package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A port at which strangers knock, and lean on the door.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StormTest {
    private static final int HELD = 600;
    private static final int JUNK = 400;
    private static final int MESSAGES = 20;
    private static final long MOST_GROWTH_KILOBYTES = 150_000;
    private static final long SEED = Long.getLong("seed", 0L);

    private static final String ALICE = "alice-at-the-lighthouse";
    private static final String BOB = "bob-at-the-harbour";

    @TempDir
    Path folder;

    @Test
    void aConversationGoesOnThroughAStormOfConnections(TestReporter reporter) throws Exception {
        try (var alice = new Shell(folder.resolve("a")).init(ALICE);
                var bob = new Shell(folder.resolve("b")).init(BOB)) {
            alice.learn(bob, BOB);
            bob.learn(alice, ALICE);
            var node = alice.up("--listen", "127.0.0.1:0");
            var other = bob.up("--listen", "127.0.0.1:0", "--join", node.listening());
            deliver(bob, ALICE, "before the storm", 1);
            long before = residentKilobytes(node);
            var held = hold(node);
            throwJunk(node);
            deliver(bob, ALICE, "in the storm", MESSAGES);
            deliver(alice, BOB, "and back", MESSAGES);
            long growth = residentKilobytes(node) - before;
            reporter.publishEntry("memory grew by KiB", Long.toString(growth));
            assertThat(growth).as("seed %d", SEED).isLessThan(MOST_GROWTH_KILOBYTES);
            for (var socket : held) {
                socket.close();
            }
            assertThat(alice.json("messages", "--with", BOB).rows()).hasSize(1 + 2 * MESSAGES);
            assertThat(other.stop()).isZero();
            assertThat(node.stop()).isZero();
        }
        assertLogsNameNobody();
    }

    private static void deliver(Shell from, String to, String text, int count) {
        var lines = IntStream.range(0, count).mapToObj(i -> text + " " + i).toList();
        from.runWith(
                        String.join("\n", lines) + "\n",
                        "send",
                        to,
                        "--each-line",
                        "-",
                        "--wait",
                        "delivered",
                        "--timeout",
                        "2m")
                .isDone();
    }

    /// Connections that say nothing, or half a word.
    private static List<Socket> hold(Shell.Node node) throws IOException {
        var held = new ArrayList<Socket>();
        for (int i = 0; i < HELD; i++) {
            var socket = connect(node);
            if (i % 3 == 0) {
                socket.getOutputStream().write(new byte[] {1, (byte) 0xfe, 7});
            }
            held.add(socket);
        }
        return held;
    }

    private static void throwJunk(Shell.Node node) throws IOException {
        var random = new Random(SEED);
        for (int i = 0; i < JUNK; i++) {
            var junk = new byte[random.nextInt(20_000)];
            random.nextBytes(junk);
            throwOne(node, junk);
        }
    }

    private static void throwOne(Shell.Node node, byte[] junk) throws IOException {
        try (var socket = connect(node)) {
            socket.getOutputStream().write(junk);
        } catch (SocketException closedByTheNode) {
            return; // it has read enough
        }
    }

    private static Socket connect(Shell.Node node) throws IOException {
        var colon = node.listening().lastIndexOf(':');
        var socket = new Socket();
        socket.connect(
                new InetSocketAddress(
                        node.listening().substring(0, colon),
                        Integer.parseInt(node.listening().substring(colon + 1))),
                10_000);
        return socket;
    }

    private static long residentKilobytes(Shell.Node node) throws IOException {
        var status =
                Files.readString(Path.of("/proc", Long.toString(node.process().pid()), "status"));
        var line =
                status.lines().filter(it -> it.startsWith("VmRSS:")).findFirst().orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", ""));
    }

    private void assertLogsNameNobody() throws IOException {
        try (var files = Files.list(folder)) {
            for (var log : files.filter(it -> it.toString().endsWith(".log")).toList()) {
                assertThat(Files.readString(log)).doesNotContain("\tat ", "Exception", ALICE, BOB, "127.0.0.1");
            }
        }
    }
}
