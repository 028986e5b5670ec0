package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.heliograph.app.command.Cli;
import org.heliograph.app.command.Surroundings;
import org.heliograph.app.terminal.Terminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The commands as a person or a script meets them, while no node runs.
class CommandsTest {
    @TempDir
    Path folder;

    private Shell alice = new Shell(Path.of("unset"));
    private Shell bob = alice;

    @BeforeEach
    void twoHomes() {
        alice = new Shell(folder.resolve("a"));
        bob = new Shell(folder.resolve("b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init",
                "up",
                "card",
                "contact",
                "contact add",
                "contact list",
                "contact show",
                "contact verify",
                "contact ttl",
                "contact remove",
                "network",
                "network create",
                "network show",
                "send",
                "messages",
                "where",
                "status",
                "peers",
                "restored",
                "bundle",
                "bundle export",
                "bundle import",
                "demo",
                "sim"
            })
    void everyCommandExplainsItselfWithAnExample(String command) {
        var help = alice.run((command + " --help").split(" ")).isDone().out();
        assertThat(help).contains("Usage: helio " + command).contains("--json").contains("--home");
        assertThat(help).containsPattern("Example:\\s+helio ");
    }

    @Test
    void aSimulatedNetworkIsRunAndJudged() throws IOException {
        String[] churn = {"sim", "churn", "--nodes", "4", "--seed", "3", "--messages", "5", "--time", "1h"};
        var result = alice.json(churn).isDone().row();
        assertThat(result.get("delivered").getAsInt()).isEqualTo(5);
        assertThat(result.get("lost").getAsInt()).isZero();
        assertThat(result.get("hash").getAsString()).hasSize(64);
        var page = folder.resolve("churn.html");
        var again = new ArrayList<>(List.of(churn));
        again.addAll(List.of("--report", page.toString()));
        assertThat(alice.run(again.toArray(String[]::new)).isDone().out())
                .contains(result.get("hash").getAsString())
                .contains("nothing lost: 0 lost");
        assertThat(Files.readString(page))
                .contains(result.get("hash").getAsString(), "5 of 5", "<svg", "Delay", "Delivery")
                .doesNotContain("<script", "http", "NaN", "Infinity");
        alice.run("sim", "weather").failsWith(2, "churn, islands");
        alice.run("sim", "churn", "--nodes", "1").failsWith(2, "--nodes");
        alice.run("sim", "churn", "--report", folder.toString()).failsWith(1, "cannot be written");
    }

    @Test
    void aNetworkOfOnesOwnIsAFile() throws IOException {
        var file = folder.resolve("friends.network");
        var made = alice.json("network", "create", file.toString()).isDone().row();
        assertThat(made.get("admission").getAsString()).isEqualTo("psk");
        assertThat(alice.json("network", "show", file.toString()).isDone().row())
                .isEqualTo(made);
        alice.run("network", "create", file.toString()).failsWith(1, "exists already");
        alice.run("network", "show", folder.resolve("none").toString()).failsWith(1, "cannot be read");
        alice.run("network").failsWith(2, "network create");
        alice.run("init", "--name", "a", "--network", folder.resolve("none").toString())
                .failsWith(1, "cannot be read");
        Files.writeString(file, Files.readString(file).strip() + "!");
        alice.run("init", "--name", "a", "--network", file.toString()).failsWith(1, "damaged");
        assertThat(alice.home()).doesNotExist();
        var open = folder.resolve("town.network");
        var town = alice.json("network", "create", open.toString(), "--open", "springfield")
                .isDone()
                .row();
        assertThat(town.get("admission").getAsString()).isEqualTo("open");
        assertThat(town.get("name").getAsString()).isEqualTo("springfield");
        alice.run("network", "create", folder.resolve("c").toString(), "--open", " ")
                .failsWith(2, "name");
    }

    @Test
    void helpAndVersionNeedNoHome() {
        assertThat(alice.run("--help").isDone().out()).contains("init", "up", "send", "demo");
        assertThat(alice.run("--version").isDone().out()).startsWith("helio ");
        assertThat(folder.resolve("a")).doesNotExist();
    }

    @Test
    void messagesLiveAsLongAsIsUsualOrAsIsSaid() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        assertThat(alice.json("contact", "ttl", "30d")
                        .isDone()
                        .row()
                        .get("ttlSeconds")
                        .getAsLong())
                .isEqualTo(30 * 86_400);
        assertThat(alice.json("status").isDone().row().get("ttlSeconds").getAsLong())
                .isEqualTo(30 * 86_400);
        assertThat(alice.run("contact", "ttl", "1d12h", "bob").isDone().out()).contains("bob", "1 d 12 h");
        assertThat(alice.run("contact", "list").isDone().out()).contains("1 d 12 h");
        alice.run("send", "bob", "usual").isDone();
        alice.run("send", "bob", "short", "--ttl", "1h").isDone();
        alice.run("send", "bob", "ever", "--ttl", "none").isDone();
        var lives = alice.json("messages").isDone().rows().stream()
                .collect(Collectors.toMap(row -> row.get("text").getAsString(), CommandsTest::life));
        assertThat(lives)
                .isEqualTo(Map.of("usual", Duration.ofHours(36), "short", Duration.ofHours(1), "ever", Duration.ZERO));
        assertThat(alice.run("contact", "ttl", "default", "bob").isDone().out()).contains("30 d");
        assertThat(alice.run("contact", "ttl", "none").isDone().out()).contains("for ever");
        alice.run("contact", "ttl", "soon").failsWith(2, "span of time");
        alice.run("contact", "ttl", "0s").failsWith(2, "span of time");
        alice.run("contact", "ttl", "5000d").failsWith(1, "ten years");
        alice.run("contact", "ttl", "1d", "nobody").failsWith(1, "No contact");
    }

    private static Duration life(JsonObject message) {
        var end = message.get("expiresAt");
        return end.isJsonNull()
                ? Duration.ZERO
                : Duration.between(
                        Instant.parse(message.get("sentAt").getAsString()), Instant.parse(end.getAsString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--nonsense",
                "init",
                "init --name",
                "send",
                "send --wait sometime bob hi",
                "nonsense",
                "where",
                "where xyz",
                "send bob",
                "send bob hi --ttl soon",
                "send bob hi --ttl 0s",
                "send bob hi --timeout 3",
                "send bob --each-line hi",
                "up --listen nowhere",
                "up --join :1",
                "demo --nodes 2",
                "card --format png",
                "init --name a --suite rot13",
                "contact add",
                "contact nonsense"
            })
    void wrongUsageHasItsOwnCode(String line) {
        var result = alice.run(line.isEmpty() ? new String[0] : line.split(" "));
        assertThat(result.code()).as(result.err()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).isNotBlank().doesNotContain("Exception");
    }

    @Test
    void aMistypedCommandIsGuessed() {
        assertThat(alice.run("stauts").err()).contains("status");
        assertThat(alice.run("send", "--jsno", "bob", "hi").err()).contains("--json");
    }

    @Test
    void withoutAnIdentityEveryCommandSaysHowToMakeOne() {
        for (var command :
                List.of("card", "status", "peers", "messages", "contact list", "send bob hi", "up", "restored")) {
            alice.run(command.split(" ")).failsWith(1, "helio init --name");
        }
    }

    @ParameterizedTest
    @CsvSource({"x25519", "p256", "x448", "x25519-classic", "p256-classic", "X448-Classic"})
    void everySuiteMakesAnIdentity(String suite) {
        var row =
                alice.json("init", "--name", "alice", "--suite", suite).isDone().row();
        assertThat(row.get("fingerprint").getAsString()).matches("[0-9a-f]{64}");
        assertThat(row.get("identity").getAsString()).matches("[0-9a-f]{64,114}");
        assertThat(row.get("suite").getAsString()).isNotBlank();
        bob.json("init", "--name", "bob", "--suite", suite).isDone();
        var contact = bob.json("contact", "add", alice.card()).isDone().row();
        assertThat(contact.get("fingerprint")).isEqualTo(row.get("fingerprint"));
        assertThat(contact.get("alias").getAsString()).startsWith("friend-");
    }

    @Test
    void anIdentityIsNotMadeTwice() {
        alice.init("alice");
        var card = alice.card();
        alice.run("init", "--name", "other").failsWith(1, "already");
        assertThat(alice.card()).isEqualTo(card);
    }

    @Test
    void aCardTravelsInEveryForm() throws IOException {
        alice.init("alice");
        bob.init("bob");
        var uri = alice.run("card").isDone().out().strip();
        var png = folder.resolve("alice.png").toString();
        var text = folder.resolve("alice.txt").toString();
        alice.run("card", "--format", "png", "--out", png).isDone();
        alice.run("card", "--out", text).isDone();
        assertThat(alice.run("card", "--format", "svg").isDone().out()).startsWith("<svg");
        assertThat(alice.run("card", "--format", "qr").isDone().out())
                .contains("▄")
                .endsWith(uri + "\n");
        for (var given : List.of(uri, uri.toLowerCase(Locale.ROOT), png, text)) {
            bob.json("contact", "add", given, "--as", "alice").isDone();
            bob.json("contact", "remove", "alice").isDone();
        }
        bob.runWith(uri + "\n", "contact", "add", "-", "--as", "alice").isDone();
        bob.runWith(Files.newInputStream(Path.of(png)), "contact", "show", "alice")
                .isDone();
        assertThat(alice.run("card", "--public").out())
                .hasSizeLessThan(uri.length())
                .startsWith("helio:");
        alice.run("card", "--out", folder.resolve("no/such/folder").toString()).failsWith(1, "could not be written");
    }

    @Test
    void whatIsNoCardIsRefusedInWords() throws IOException {
        alice.init("alice");
        bob.init("bob");
        var card = alice.card();
        char wrong = card.charAt(20) == 'A' ? 'B' : 'A';
        bob.run("contact", "add", card.substring(0, 20) + wrong + card.substring(21))
                .failsWith(1, "card");
        bob.run("contact", "add", card.substring(0, card.length() - 3)).failsWith(1, "card");
        bob.run("contact", "add", "no-such-file.png").failsWith(1, "card");
        bob.runWith("", "contact", "add", "-").failsWith(1, "card");
        var junk = folder.resolve("junk.png");
        alice.run("card", "--format", "png", "--out", junk.toString()).isDone();
        byte[] png = Files.readAllBytes(junk);
        png[png.length / 2] ^= 1;
        Files.write(junk, png);
        bob.run("contact", "add", junk.toString()).failsWith(1, "damaged");
        assertThat(bob.json("contact", "list").isDone().rows()).isEmpty();
    }

    @Test
    void contactsAreListedShownVerifiedAndForgotten() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        bob.learn(alice, "alice");
        assertThat(alice.json("contact", "list").row().get("alias").getAsString())
                .isEqualTo("bob");
        assertThat(alice.run("contact").isDone().out()).contains("bob");
        assertThat(alice.run("contact", "show", "bob").isDone().out()).contains("fingerprint", "none");
        var words = alice.json("contact", "verify", "bob").isDone().row();
        assertThat(words.getAsJsonArray("words").size()).isGreaterThan(5);
        assertThat(words.get("verified").getAsBoolean()).isFalse();
        assertThat(bob.json("contact", "verify", "alice").row().get("words")).isEqualTo(words.get("words"));
        assertThat(alice.json("contact", "verify", "bob", "--confirm")
                        .row()
                        .get("verified")
                        .getAsBoolean())
                .isTrue();
        assertThat(alice.run("contact", "verify", "bob", "--confirm").out()).contains("bob is verified");
        alice.run("contact", "remove", "bob").isDone();
        alice.run("contact", "show", "bob").failsWith(1, "bob");
        assertThat(alice.run("contact", "list").isDone().err()).contains("No contacts yet");
    }

    @Test
    void aMessageIsQueuedWhileNoNodeRuns() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        var row = alice.json("send", "bob", "hello, bob").isDone().row();
        assertThat(row.get("state").getAsString()).isEqualTo("queued");
        assertThat(row.get("to").getAsString()).isEqualTo("bob");
        assertThat(row.get("path").isJsonNull()).isTrue();
        var id = row.get("id").getAsString();
        var where = alice.json("where", id).isDone().row();
        assertThat(where.keySet()).contains("state", "attempts", "copies", "next", "reason");
        assertThat(alice.run("where", id).isDone().out()).contains("queued");
        alice.run("where", "0".repeat(32)).failsWith(1, "0000");
        alice.json("send", "bob", "now", "--wait", "delivered", "--timeout", "1h")
                .failsWith(3, "No node is running");
        alice.run("send", "nobody", "hi").failsWith(1, "nobody");
        var status = alice.json("status").isDone().row();
        assertThat(status.keySet()).contains("peers", "links", "queued", "held", "hops", "privacy");
        assertThat(status.get("queued").getAsInt()).isEqualTo(2);
        assertThat(alice.json("peers").isDone().row().keySet()).contains("peers", "links", "queued", "held", "hops");
        assertThat(alice.run("status").isDone().out()).contains("not running");
        alice.run("peers").isDone();
    }

    @Test
    void whoPutsAHomeBackSaysSo() {
        alice.init("alice");
        assertThat(alice.run("restored").isDone().err()).contains("begin anew");
        assertThat(alice.json("restored").isDone().row().get("warnings").getAsJsonArray())
                .isEmpty();
    }

    @Test
    void historyKeepsTheOrderAndGoesOnAfterAnyMessage() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        alice.json(
                        "contact",
                        "add",
                        new Shell(folder.resolve("c")).init("carol").card(),
                        "--as",
                        "carol")
                .isDone();
        var lines = "one\ntwo\n\u001b[31mthree\nfour";
        var sent = alice.runWith(lines, "send", "bob", "--each-line", "-", "--json")
                .isDone()
                .column("id");
        alice.runWith("five\n", "send", "carol", "-").isDone();
        var all = alice.json("messages").isDone();
        assertThat(all.column("text")).containsExactly("one", "two", "\u001b[31mthree", "four", "five");
        assertThat(all.column("id")).startsWith(sent.toArray(String[]::new));
        JsonObject first = all.rows().getFirst();
        assertThat(first.keySet())
                .contains("id", "from", "to", "text", "sentAt", "receivedAt", "state", "path", "expiresAt");
        assertThat(alice.json("messages", "--with", "carol").column("text")).containsExactly("five");
        assertThat(alice.json("messages", "--since", sent.get(1)).column("text"))
                .containsExactly("\u001b[31mthree", "four", "five");
        alice.json("messages", "--since", "0".repeat(32)).failsWith(1, "There is no message");
        alice.json("messages", "--with", "nobody").failsWith(1, "nobody");
        alice.run("messages", "--follow").failsWith(1, "No node is running");
        assertThat(alice.run("messages").out()).contains("␛[31mthree").doesNotContain("\u001b");
    }

    @Test
    void aMessageHasItsTime() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        alice.json("send", "bob", "soon over", "--ttl", "90m").isDone();
        var row = alice.json("messages").row();
        var sent = Instant.parse(row.get("sentAt").getAsString());
        var expires = Instant.parse(row.get("expiresAt").getAsString());
        assertThat(Duration.between(sent, expires)).isEqualTo(Duration.ofMinutes(90));
    }

    @Test
    void inputThatIsNoTextIsRefused() {
        alice.init("alice");
        bob.init("bob");
        alice.learn(bob, "bob");
        InputStream binary = new ByteArrayInputStream(new byte[] {'o', 'k', '\n', (byte) 0xff, (byte) 0xfe, '\n'});
        alice.runWith(binary, "send", "bob", "--each-line", "-").failsWith(1, "UTF-8");
        alice.runWith(new ByteArrayInputStream(new byte[] {(byte) 0xff}), "send", "bob", "-")
                .failsWith(1, "UTF-8");
    }

    @Test
    void aStoreWithAPassphraseOpensOnlyWithIt() throws IOException {
        var right = Files.writeString(folder.resolve("right"), "correct horse\nsecond line\n")
                .toString();
        var wrong = Files.writeString(folder.resolve("wrong"), "wrong horse\n").toString();
        alice.json("init", "--name", "alice", "--passphrase-file", right).isDone();
        alice.run("card").failsWith(4, "passphrase");
        alice.run("card", "--passphrase-file", wrong).failsWith(4, "passphrase");
        alice.run("up", "--passphrase-file", wrong).failsWith(4, "passphrase");
        alice.run("card", "--passphrase-file", right).isDone();
        alice.run("card", "--passphrase-file", folder.resolve("none").toString())
                .failsWith(4, "cannot be read");
        alice.run(
                        "card",
                        "--passphrase-file",
                        Files.writeString(folder.resolve("empty"), "\n").toString())
                .failsWith(4, "empty");
    }

    @Test
    void aDamagedStoreIsSaidToBeOne() throws IOException {
        alice.init("alice");
        try (var files = Files.list(alice.home())) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".db")).toList()) {
                Files.write(file, new byte[8192]);
            }
        }
        var result = alice.run("status");
        assertThat(result.code()).as(result.err()).isEqualTo(4);
        assertThat(result.err()).startsWith("helio: ").doesNotContain("Exception");
    }

    @Test
    void aReaderWhoLeavesEndsACommandInSilence() {
        alice.init("alice");
        var gone = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var err = new StringWriter();
        int code = Cli.run(
                List.of("status"),
                new Surroundings(
                        InputStream.nullInputStream(),
                        new PrintWriter(gone),
                        new PrintWriter(err),
                        Map.of("HELIO_HOME", alice.home().toString()),
                        Terminal.NONE));
        assertThat(code).isEqualTo(1);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aTerminalSeesColoursAndAScriptNone() {
        alice.init("alice");
        var out = new StringWriter();
        var surroundings = new Surroundings(
                InputStream.nullInputStream(),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                Map.of("HELIO_HOME", alice.home().toString()),
                new Terminal(true, true));
        assertThat(Cli.run(List.of("status"), surroundings)).isZero();
        assertThat(out.toString()).contains("\u001b[");
        assertThat(alice.run("status").out()).doesNotContain("\u001b");
    }
}
