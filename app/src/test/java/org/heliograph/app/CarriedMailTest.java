package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.heliograph.core.Now;
import org.heliograph.core.bundle.Bundle;
import org.heliograph.core.bundle.Bundle.Content;
import org.heliograph.core.bundle.Bundle.Kind;
import org.heliograph.core.bundle.BundleWriter;
import org.heliograph.core.mailbox.Bucket;
import org.heliograph.core.mailbox.ChainSlot;
import org.heliograph.core.mailbox.Stamp;
import org.heliograph.core.mailbox.Term;
import org.heliograph.core.wire.Item;
import org.heliograph.crypto.Entropy;
import org.heliograph.crypto.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Mail that goes by file and by nothing else.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class CarriedMailTest {
    private static final int RECORD = Bundle.RECORD_BYTES;
    private static final int MESSAGES = Integer.getInteger("messages", 60);
    private static final int BOXES = Integer.getInteger("boxes", 400);

    @TempDir
    Path folder;

    private Shell alice = new Shell(Path.of("unset"));
    private Shell bob = alice;
    private Shell carol = alice;
    private int files;

    @BeforeEach
    void threePeople() {
        alice = new Shell(folder.resolve("a")).init("alice");
        bob = new Shell(folder.resolve("b")).init("bob");
        carol = new Shell(folder.resolve("c")).init("carol");
        alice.learn(bob, "bob");
        bob.learn(alice, "alice");
    }

    @AfterEach
    void everybodyGoes() {
        alice.close();
        bob.close();
        carol.close();
    }

    @Test
    void fiftyMessagesAndTheirAcknowledgementsGoByFileBothWays() throws Exception {
        var node = alice.up("--listen", "127.0.0.1:0"); // she runs one, and he does not
        var toAlice = texts("to alice", 50);
        var toBob = texts("to bob", 50);
        take(bob, write(alice)); // her keys
        send(bob, "alice", toAlice);
        send(alice, "bob", toBob); // they wait for his
        var first = write(bob);
        take(alice, first);
        take(alice, first);
        assertThat(received(alice)).containsExactlyInAnyOrderElementsOf(toAlice);
        assertThat(sent(bob)).extracting(CarriedMailTest::state).containsOnly("queued");
        var second = write(alice);
        var cut = copy(second);
        try (var file = new RandomAccessFile(cut.toFile(), "rw")) {
            file.setLength(file.length() / 2 + 100);
        }
        assertThat(take(bob, cut).get("damaged").getAsInt()).isGreaterThan(1);
        assertThat(received(bob)).isNotEmpty().hasSizeLessThan(50).isSubsetOf(toBob);
        assertThat(take(bob, second).get("damaged").getAsInt()).isZero();
        take(bob, second);
        assertThat(received(bob)).containsExactlyInAnyOrderElementsOf(toBob);
        assertThat(sent(bob)).hasSize(50).extracting(CarriedMailTest::state).containsOnly("delivered");
        assertThat(sent(alice)).extracting(CarriedMailTest::state).containsOnly("queued");
        take(alice, write(bob));
        assertThat(sent(alice)).hasSize(50).extracting(CarriedMailTest::state).containsOnly("delivered");
        assertThat(sent(alice)).extracting(row -> row.get("path").getAsString()).containsOnly("bundle");
        assertThat(node.stop()).isZero();
        assertThat(received(alice)).hasSize(50);
    }

    @Test
    void aStrangerCarriesForOthersAndNothingNamesThem() throws Exception {
        meet();
        send(alice, "bob", List.of("through the hands of a stranger"));
        var file = export(alice);
        var taken = imported(carol, file);
        assertThat(taken.get("taken").getAsInt()).isPositive();
        assertThat(taken.get("opened").getAsInt()).isZero();
        imported(bob, export(carol));
        assertThat(received(bob)).contains("through the hands of a stranger");
        var words = new String[] {"alice", "bob", "carol", "stranger"};
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1)).doesNotContain(words);
        assertThat(file.getFileName().toString()).matches("[0-9a-f]{20}\\.bin");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aDamagedRecordCostsItselfAlone() throws Exception {
        meet();
        send(alice, "bob", texts("text", 12));
        var whole = Files.readAllBytes(export(alice, "--for", "bob"));
        int records = whole.length / RECORD;
        for (int index = 1; index < records; index += 5) {
            var bytes = whole.clone();
            bytes[index * RECORD + 1_000] ^= 1;
            var row = imported(carol, Files.write(fresh(), bytes));
            assertThat(row.get("damaged").getAsInt()).isOne();
        }
        var foreign = export(bob, "--bundle-passphrase", words("another key").toString());
        var mixed = whole.clone();
        System.arraycopy(Files.readAllBytes(foreign), RECORD, mixed, RECORD, 3 * RECORD);
        assertThat(imported(bob, Files.write(fresh(), mixed)).get("damaged").getAsInt())
                .isEqualTo(3);
        imported(bob, Files.write(fresh(), whole));
        assertThat(received(bob)).containsAll(texts("text", 12)).doesNotHaveDuplicates();
    }

    @Test
    void hostileMediaAreRefusedWithoutHarm() throws Exception {
        meet();
        var noise = new byte[40 * RECORD];
        new java.util.Random(1).nextBytes(noise);
        var bundle = Files.readAllBytes(export(alice));
        bundle[3] ^= 1; // of the salt
        var before = bob.json("status").row().get("held").getAsInt();
        fails(Files.write(fresh(), noise), "Nothing in ");
        fails(Files.write(fresh(), bundle), "Nothing in ");
        fails(Files.write(fresh(), new byte[7]), "Nothing in ");
        fails(Files.write(fresh(), new byte[0]), "is empty");
        fails(folder, "is a folder");
        fails(folder.resolve("none"), "is not there");
        fails(Path.of("/dev/zero"), "is a device or a pipe");
        var huge = fresh();
        try (var file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(1L << 40);
        }
        fails(huge, "larger than any bundle");
        assertThat(bob.json("status").row().get("held").getAsInt()).isEqualTo(before);
        var good = export(alice);
        var result = bob.json("bundle", "import", folder.resolve("none").toString(), good.toString())
                .failsWith(1, "1 of 2 files");
        assertThat(result.column("file")).containsExactly(good.toString());
    }

    @Test
    void aBundleOpensWithItsOwnKeyOnly() throws Exception {
        meet();
        send(alice, "bob", List.of("for whoever has the words"));
        var right = words("correct horse").toString();
        var file = export(alice, "--bundle-passphrase", right);
        fails(file, "a passphrase (--bundle-passphrase FILE)");
        bob.run(
                        "bundle",
                        "import",
                        file.toString(),
                        "--bundle-passphrase",
                        words("wrong horse").toString())
                .failsWith(1, "another passphrase");
        bob.run(
                        "bundle",
                        "import",
                        file.toString(),
                        "--bundle-passphrase",
                        words("").toString())
                .failsWith(1, "cannot be");
        bob.json("bundle", "import", file.toString(), "--bundle-passphrase", right)
                .isDone();
        assertThat(received(bob)).contains("for whoever has the words");
        var elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        try (var dave = new Shell(elsewhere.resolve("d")).init("dave")) {
            dave.run("bundle", "import", export(alice).toString()).failsWith(1, "the key of this network");
        }
    }

    @Test
    void aSmallMediumTakesTheMostUrgent() throws Exception {
        meet();
        send(alice, "bob", texts("no hurry", 30));
        alice.json("send", "bob", "today", "--ttl", "2h").isDone();
        var row = alice.json("bundle", "export", fresh().toString(), "--for", "bob", "--max-size", "70k")
                .isDone()
                .row();
        assertThat(row.get("bytes").getAsInt()).isEqualTo(65_536);
        assertThat(row.get("written").getAsInt()).isEqualTo(13);
        assertThat(row.get("leftOut").getAsInt()).isPositive();
        var file = Path.of(row.get("file").getAsString());
        assertThat(file).hasSize(65_536);
        imported(bob, file);
        assertThat(received(bob)).contains("today").hasSizeBetween(10, 14);
        alice.run("bundle", "export", fresh().toString(), "--max-size", "10k").failsWith(2, "64 KiB");
        alice.run("bundle", "export", fresh().toString(), "--max-size", "small").failsWith(2, "is not a size");
    }

    @Test
    void nothingIsOverwrittenAndNothingIsLeftBehind() throws Exception {
        var taken = Files.writeString(fresh(), "holiday pictures");
        alice.run("bundle", "export", taken.toString()).failsWith(1, "exists already");
        assertThat(taken).hasContent("holiday pictures");
        alice.run("bundle", "export", folder.resolve("no/where").toString()).failsWith(1, "is not there");
        alice.run("bundle", "export", fresh().toString(), "--for", "nobody").failsWith(1, "nobody");
        try (var left = Files.list(folder)) {
            assertThat(left.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
        alice.run("bundle").failsWith(2, "bundle export");
        var empty = alice.run("bundle", "export", folder.toString()).isDone();
        assertThat(empty.out()).contains("written").contains("64 KiB");
    }

    /// A thousand messages and 100 MB of boxes: `-Dmessages=1000 -Dboxes=33000`.
    @Test
    void mailAndTheBoxesOfOthersAreExportedInTime() throws Exception {
        meet();
        var words = words("of a carrier");
        var boxes = boxesOfOthers(BOXES, words);
        var taken = alice.json("bundle", "import", boxes.toString(), "--bundle-passphrase", words.toString())
                .isDone()
                .row();
        assertThat(taken.get("taken").getAsInt()).isEqualTo(BOXES);
        send(alice, "bob", texts("text", MESSAGES));
        long start = System.nanoTime();
        var written =
                process(alice, "bundle", "export", fresh().toString(), "--json").row();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
        assertThat(written.get("own").getAsInt()).isGreaterThanOrEqualTo(MESSAGES);
        assertThat(written.get("written").getAsInt()).isGreaterThanOrEqualTo(MESSAGES + BOXES);
        imported(bob, Path.of(written.get("file").getAsString()));
        assertThat(received(bob)).containsAll(texts("text", MESSAGES));
    }

    @Test
    void whatWaitsForKeysIsSaid() {
        alice.json("send", "bob", "no keys yet").isDone();
        var result =
                alice.run("bundle", "export", folder.toString(), "--for", "bob").isDone();
        assertThat(result.err()).contains("Messages that cannot go yet: 1.");
    }

    // --- what people do

    /// Both know each other and have talked, by bundles.
    private void meet() throws IOException {
        imported(bob, export(alice));
        bob.json("send", "alice", "hello").isDone();
        imported(alice, export(bob));
        alice.json("send", "bob", "hello").isDone();
        imported(bob, export(alice));
        imported(alice, export(bob));
        assertThat(sent(alice)).extracting(CarriedMailTest::state).containsOnly("delivered");
    }

    private static void send(Shell from, String to, List<String> texts) {
        from.runWith(String.join("\n", texts) + "\n", "send", to, "--each-line", "-", "--json")
                .isDone();
    }

    private Path export(Shell from, String... options) throws IOException {
        var all = new String[options.length + 3];
        all[0] = "bundle";
        all[1] = "export";
        all[2] = Files.createDirectories(folder.resolve("stick")).toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return Path.of(from.json(all).isDone().row().get("file").getAsString());
    }

    private static JsonObject imported(Shell to, Path file) {
        return to.json("bundle", "import", file.toString()).isDone().row();
    }

    private void fails(Path file, String words) {
        bob.run("bundle", "import", file.toString()).failsWith(1, words);
    }

    /// In a process of its own.
    private Path write(Shell from) throws Exception {
        return Path.of(process(from, "bundle", "export", fresh().toString(), "--json")
                .row()
                .get("file")
                .getAsString());
    }

    private static JsonObject take(Shell to, Path file) throws Exception {
        return process(to, "bundle", "import", file.toString(), "--json").row();
    }

    private static Shell.Result process(Shell who, String... arguments) throws Exception {
        var process = who.start(arguments);
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            var all = String.join("\n", out.lines().toList());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Shell.Result(process.exitValue(), all, String.join(" ", arguments)).isDone();
        }
    }

    private Path boxesOfOthers(int count, Path words) throws IOException {
        var random = Entropy.system();
        var salt = random.bytes(Bundle.SALT_BYTES);
        var file = fresh();
        try (var key = Bundle.key(Files.readString(words).strip().getBytes(StandardCharsets.UTF_8), salt);
                var chain = Secret.taking(random.bytes(32));
                var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            var writer = new BundleWriter(key, salt, count, random);
            out.write(writer.first());
            int made = 0;
            while (writer.hasNext()) {
                out.write(
                        writer.nextHoldsContent()
                                ? writer.content(new Content(Kind.ITEM, item(chain, made++, random)))
                                : writer.chaff());
            }
        }
        return file;
    }

    private static byte[] item(Secret chain, int number, Entropy random) {
        var term = Term.from(Bucket.WEEK, new Now(Duration.ZERO, Instant.now()));
        try (var slot = ChainSlot.key(chain, ChainSlot.block(number), 0)) {
            var box = random.bytes(Item.BOX_BYTES);
            var envelope = slot.envelope(ChainSlot.tag(chain, number), term, box, random);
            return envelope.stamped(Stamp.search(envelope.stampPrefix(), Stamp.BASE_BITS, 0))
                    .encode();
        }
    }

    private Path fresh() {
        return folder.resolve("file" + ++files);
    }

    private Path copy(Path file) throws IOException {
        return Files.copy(file, fresh());
    }

    private Path words(String line) throws IOException {
        return Files.writeString(fresh(), line + "\n");
    }

    private static List<String> texts(String topic, int count) {
        return IntStream.range(0, count).mapToObj(i -> topic + " " + i).toList();
    }

    private static List<JsonObject> messages(Shell who, boolean mine) {
        return who.json("messages").isDone().rows().stream()
                .filter(row -> row.get("from").getAsString().equals("me") == mine)
                .toList();
    }

    private static List<JsonObject> sent(Shell who) {
        return messages(who, true);
    }

    private static List<String> received(Shell who) {
        return messages(who, false).stream()
                .map(row -> row.get("text").getAsString())
                .toList();
    }

    private static String state(JsonObject row) {
        return row.get("state").getAsString();
    }
}
