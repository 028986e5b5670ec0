package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Nine real processes, each told of one other: a network without a centre.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class MeshTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MIDDLE = 7;
    private static final String ALICE = "alice-at-the-lighthouse";
    private static final String BOB = "bob-at-the-harbour";

    @TempDir
    Path folder;

    private final List<Shell> all = new ArrayList<>();
    private final List<Shell.Node> middle = new ArrayList<>();

    @AfterEach
    void everybodyGoes() {
        all.forEach(Shell::close);
    }

    /// The two ends accept no links, so they never have one to each other.
    @ParameterizedTest
    @ValueSource(strings = {"epidemic", "closest"})
    void aChainOfAcquaintancesCarriesMessagesThroughKills(String custody) throws Exception {
        var alice = shell(ALICE);
        var bob = shell(BOB);
        alice.learn(bob, BOB);
        bob.learn(alice, ALICE);
        for (int i = 0; i < MIDDLE; i++) {
            var last = middle.isEmpty()
                    ? new String[0]
                    : new String[] {"--join", middle.getLast().listening()};
            middle.add(shell("stranger-number-" + i).up(with(last, "--listen", "127.0.0.1:0", "--custody", custody)));
        }
        alice.up("--no-listen", "--join", middle.getFirst().listening(), "--custody", custody);
        bob.up("--no-listen", "--join", middle.getLast().listening(), "--custody", custody);
        awaitAllKnown();
        assertThat(alice.json("status").isDone().row().get("custody").getAsString())
                .isEqualTo(custody);
        assertThat(sent(alice, "before").column("path")).containsOnly("onion");
        for (int victim : new int[] {1, 3, 5}) {
            middle.get(victim).kill();
        }
        assertThat(sent(alice, "after").column("state")).containsOnly("delivered");
        assertThat(texts(bob)).containsExactlyInAnyOrderElementsOf(expected());
        for (var stranger : all.subList(2, all.size())) {
            assertNothingShows(stranger.home());
        }
    }

    private Shell shell(String name) {
        var shell = new Shell(folder.resolve("home" + all.size())).init(name);
        all.add(shell);
        return shell;
    }

    private static String[] with(String[] first, String... rest) {
        var together = new ArrayList<>(List.of(first));
        together.addAll(List.of(rest));
        return together.toArray(String[]::new);
    }

    private static Shell.Result sent(Shell from, String topic) {
        var input = String.join("\n", texts(topic)) + "\n";
        from.runWith(input, "send", BOB, "--each-line", "-", "--json", "--wait", "delivered", "--timeout", "4m")
                .isDone();
        return from.json("messages", "--with", BOB).isDone();
    }

    private static List<String> texts(String topic) {
        return IntStream.range(0, 10).mapToObj(i -> topic + " number " + i).toList();
    }

    private static List<String> expected() {
        var expected = new ArrayList<>(texts("before"));
        expected.addAll(texts("after"));
        return expected;
    }

    private static List<String> texts(Shell who) {
        return who.json("messages").isDone().column("text");
    }

    private static int count(Shell shell, String key) {
        JsonObject status = shell.json("status").isDone().row();
        return status.get(key).getAsInt();
    }

    private void awaitAllKnown() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<Integer> reachable = List.of();
        while (!reachable.equals(Collections.nCopies(all.size(), all.size() - 1))) {
            assertThat(System.nanoTime())
                    .as("in time; others reached by each: " + reachable)
                    .isLessThan(deadline);
            Thread.sleep(500);
            reachable = all.stream().map(shell -> count(shell, "reachable")).toList();
        }
    }

    private static void assertNothingShows(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .doesNotContainIgnoringCase(ALICE, BOB, " number 1", "127.0.0.1");
            }
        }
    }
}
