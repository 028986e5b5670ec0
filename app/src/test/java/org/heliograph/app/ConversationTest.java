package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real processes, sockets and disks: what two people, and a stranger, see of each other.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ConversationTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int STREAM = 200;
    private static final int KILLS = Integer.getInteger("kills", 3);
    private static final long SEED = Long.getLong("seed", 0L);

    /// Names long enough that no ciphertext spells them by chance.
    private static final String ALICE = "alice-at-the-lighthouse";

    private static final String BOB = "bob-at-the-harbour";
    private static final String CAROL = "carol-on-the-hill";

    @TempDir
    Path folder;

    private Shell alice = new Shell(Path.of("unset"));
    private Shell bob = alice;
    private Shell carol = alice;

    @BeforeEach
    void threePeople() {
        alice = new Shell(folder.resolve("a")).init(ALICE);
        bob = new Shell(folder.resolve("b")).init(BOB);
        carol = new Shell(folder.resolve("c")).init(CAROL);
        alice.learn(bob, BOB);
        bob.learn(alice, ALICE);
    }

    @AfterEach
    void everybodyGoes() {
        alice.close();
        bob.close();
        carol.close();
    }

    @Test
    void twoPeopleTalkInAStreamBothWays() throws Exception {
        var node = alice.up("--listen", "127.0.0.1:0");
        var other = bob.up("--listen", "127.0.0.1:0", "--join", node.listening());
        var toBob = texts("to bob", STREAM);
        var toAlice = texts("to alice", STREAM);
        var answers = Thread.ofPlatform().start(() -> deliver(bob, ALICE, toAlice));
        deliver(alice, BOB, toBob);
        answers.join();
        assertThat(received(bob)).isEqualTo(toBob);
        assertThat(received(alice)).isEqualTo(toAlice);
        assertThat(alice.json("messages", "--with", BOB).rows()).hasSize(2 * STREAM);
        await(() -> alice.json("contact", "show", BOB).row().get("direct").getAsBoolean());
        assertThat(alice.run("peers").isDone().out()).contains(BOB);
        assertThat(alice.json("status").row().get("running").getAsBoolean()).isTrue();
        assertThat(node.stop()).isZero();
        assertThat(other.stop()).isZero();
        assertThat(alice.json("messages", "--with", BOB).column("state")).containsOnly("delivered");
    }

    @Test
    void anOldCopyOfAHomeGetsItsHistoryBack() throws Exception {
        talkOnce("before the copy");
        var copy = folder.resolve("copy");
        copyFolder(alice.home(), copy);
        talkOnce("after the copy");
        deleteFolder(alice.home());
        copyFolder(copy, alice.home());
        alice.run("restored").isDone();
        talkOnce("after the restore");
        var node = bob.up("--listen", "127.0.0.1:0");
        var other = alice.up("--listen", "127.0.0.1:0", "--join", node.listening());
        await(() -> history(alice, BOB).equals(history(bob, ALICE)));
        assertThat(history(alice, BOB)).hasSize(6);
        assertThat(other.stop()).isZero();
        assertThat(node.stop()).isZero();
    }

    /// A text each way, and both nodes stop.
    private void talkOnce(String text) throws Exception {
        var node = bob.up("--listen", "127.0.0.1:0");
        var other = alice.up("--listen", "127.0.0.1:0", "--join", node.listening());
        alice.json("send", BOB, text, "--wait", "delivered", "--timeout", "2m").isDone();
        bob.json("send", ALICE, text, "--wait", "delivered", "--timeout", "2m").isDone();
        assertThat(other.stop()).isZero();
        assertThat(node.stop()).isZero();
    }

    private static List<String> history(Shell home, String contact) {
        return home.json("messages", "--with", contact).isDone().column("id");
    }

    private static void copyFolder(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    private static void deleteFolder(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void theFirstMessageArrivesThroughAStrangerThoughTheTwoNeverMeet() throws Exception {
        var stranger = carol.up("--listen", "127.0.0.1:0");
        var node = bob.up("--listen", "127.0.0.1:0", "--join", stranger.listening());
        await(() -> held(carol) >= 6);
        node.stop();
        node = alice.up("--listen", "127.0.0.1:0", "--join", stranger.listening());
        var sent = alice.json("send", BOB, "the very first", "--wait", "stored", "--timeout", "1m")
                .isDone();
        assertThat(sent.row().get("state").getAsString()).isEqualTo("stored");
        node.stop();
        node = bob.up("--listen", "127.0.0.1:0");
        await(() -> received(bob).equals(List.of("the very first")));
        bob.json("send", ALICE, "read", "--wait", "stored", "--timeout", "1m").isDone();
        node.stop();
        node = alice.up("--listen", "127.0.0.1:0");
        await(() -> received(alice).equals(List.of("read")));
        assertThat(alice.json("where", sent.row().get("id").getAsString())
                        .row()
                        .get("state")
                        .getAsString())
                .isEqualTo("delivered");
        node.stop();
        stranger.stop();
        for (var home : List.of(alice, bob, carol)) {
            assertNothingShows(home.home(), List.of("the very first", ALICE, BOB, CAROL, "127.0.0.1"));
        }
    }

    @Test
    void noKillLosesOrDoublesAnAcceptedMessage() throws Exception {
        var random = new Random(SEED);
        var port = "127.0.0.1:" + freePort();
        var first = alice.up("--listen", port);
        var second = bob.up("--listen", "127.0.0.1:0", "--join", port);
        var accepted = new ArrayList<String>();
        var answered = new ArrayList<String>();
        for (int round = 0; round < KILLS; round++) {
            var toBob = alice.start("send", BOB, "--each-line", "-", "--json");
            var toAlice = bob.start("send", ALICE, "--each-line", "-", "--json");
            feed(toBob, texts("r" + round, 150));
            feed(toAlice, texts("s" + round, 150));
            Thread.sleep(random.nextInt(1_500));
            if (random.nextBoolean()) {
                first.kill();
                first = alice.up("--listen", port);
            } else {
                second.kill();
                second = bob.up("--listen", "127.0.0.1:0", "--join", port);
            }
            accepted.addAll(ids(toBob));
            answered.addAll(ids(toAlice));
        }
        await(() -> alice.json("messages").column("state").stream().allMatch("delivered"::equals)
                && bob.json("messages").column("state").stream().allMatch("delivered"::equals));
        assertThat(receivedIds(bob))
                .as("-Dseed=" + SEED)
                .doesNotHaveDuplicates()
                .containsAll(accepted);
        assertThat(receivedIds(alice))
                .as("-Dseed=" + SEED)
                .doesNotHaveDuplicates()
                .containsAll(answered);
    }

    @Test
    void messagesAreFollowedAsTheyCome() throws Exception {
        var node = alice.up("--listen", "127.0.0.1:0");
        bob.up("--listen", "127.0.0.1:0", "--join", node.listening());
        deliver(alice, BOB, List.of("before"));
        var following = bob.start("messages", "--follow", "--json");
        var rows = following.inputReader(StandardCharsets.UTF_8);
        assertThat(next(rows)).isEqualTo("before");
        deliver(alice, BOB, List.of("one", "two"));
        assertThat(List.of(next(rows), next(rows))).containsExactly("one", "two");
        bob.json("send", ALICE, "three").isDone();
        assertThat(next(rows)).isEqualTo("three");
    }

    @Test
    void onlyOneProcessHasAHome() throws Exception {
        var node = alice.up("--listen", "127.0.0.1:0");
        alice.run("up").failsWith(4, "runs");
        alice.run("init", "--name", "again").failsWith(1, "already");
        bob.run("up", "--listen", node.listening()).failsWith(1, "in use");
        assertThat(alice.json("status").isDone().row().get("running").getAsBoolean())
                .isTrue();
        node.kill();
        assertThat(alice.json("status").isDone().row().get("running").getAsBoolean())
                .isFalse();
        assertThat(alice.up("--listen", "127.0.0.1:0").stop()).isZero();
    }

    @Test
    void aWaitThatRunsOutLosesNothing() throws Exception {
        alice.up("--listen", "127.0.0.1:0");
        alice.json("send", BOB, "into the dark", "--wait", "stored", "--timeout", "300ms")
                .failsWith(3, "stays queued");
        assertThat(alice.json("messages").column("state")).containsExactly("queued");
        alice.run("send", "nobody", "hi").failsWith(1, "nobody");
    }

    @Test
    void aClosedPipeEndsAProcessInSilence() throws Exception {
        var lines = String.join("\n", texts("line", 3_000));
        alice.runWith(lines, "send", BOB, "--each-line", "-").isDone();
        var process = alice.start("messages", "--json");
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).contains("line 0");
        }
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(1);
        try (var files = Files.list(folder)) {
            for (var errors :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                assertThat(errors).isEmptyFile();
            }
        }
    }

    // --- what people do
    // -------------------------------------------------------------------------------------------------

    private static void deliver(Shell from, String to, List<String> texts) {
        var input = String.join("\n", texts) + "\n";
        var sent =
                from.runWith(input, "send", to, "--each-line", "-", "--json", "--wait", "delivered", "--timeout", "2m");
        assertThat(sent.isDone().column("state")).hasSize(texts.size()).containsOnly("delivered");
    }

    private static List<String> texts(String topic, int count) {
        return IntStream.range(0, count).mapToObj(i -> topic + " " + i).toList();
    }

    private static void feed(Process process, List<String> lines) throws IOException {
        try (var out = process.outputWriter(StandardCharsets.UTF_8)) {
            for (var line : lines) {
                out.write(line + "\n");
            }
        }
    }

    /// The messages that the command said are safe; it may have lost its node in the middle.
    private static List<String> ids(Process process) throws Exception {
        try (var rows = process.inputReader(StandardCharsets.UTF_8)) {
            var ids = rows.lines()
                    .map(ConversationTest::parse)
                    .map(row -> row.get("id").getAsString())
                    .toList();
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return ids;
        }
    }

    private static List<JsonObject> incoming(Shell who) {
        return who.json("messages").isDone().rows().stream()
                .filter(row -> !row.get("from").getAsString().equals("me"))
                .toList();
    }

    private static List<String> received(Shell who) {
        return incoming(who).stream().map(row -> row.get("text").getAsString()).toList();
    }

    private static List<String> receivedIds(Shell who) {
        return incoming(who).stream().map(row -> row.get("id").getAsString()).toList();
    }

    private static int held(Shell who) {
        return who.json("status").isDone().row().get("held").getAsInt();
    }

    private static String next(BufferedReader rows) throws IOException {
        return parse(rows.readLine()).get("text").getAsString();
    }

    private static JsonObject parse(String line) {
        return JsonParser.parseString(line).getAsJsonObject();
    }

    private static int freePort() throws IOException {
        try (var socket = new java.net.ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(50);
        }
    }

    private static void assertNothingShows(Path home, List<String> words) throws IOException {
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(words.toArray(String[]::new));
            }
        }
    }
}
