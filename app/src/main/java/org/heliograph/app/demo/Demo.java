package org.heliograph.app.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.heliograph.app.host.NetworkFile;
import org.heliograph.app.terminal.Progress;
import org.heliograph.core.mesh.Network;
import org.heliograph.crypto.Entropy;

/// Alice and Bob, and strangers whose nodes carry what they cannot read: at first one, then a mesh of them.
public final class Demo implements AutoCloseable {
    public static final int LEAST_NODES = 9;
    public static final int MOST_NODES = 16;

    private static final int VICTIMS = 3;

    /// Everyone lays out keys for so many weeks; the carrier holds its own too.
    private static final int WEEKS_LAID_OUT = 6;

    private static final List<String> NAMES = List.of(
            "alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan", "judy", "karl", "laura",
            "mallory", "niaj", "olivia", "peggy");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int STEPS = 13;

    private static final String ANSWER = "I have read it, when you were away.";

    private final Path folder;
    private final Random random;
    private final Progress progress;
    private final Consumer<Step> told;
    private final Person alice;
    private final Person bob;
    private final List<Person> strangers = new ArrayList<>();
    private final List<String> said = new ArrayList<>();
    private int number;
    private boolean failed;

    /// `seed` draws what is said and when the knife falls; keys and ports are the machine's.
    public Demo(Path folder, int nodes, long seed, Progress progress, Consumer<Step> told) {
        this.folder = folder;
        this.random = new Random(seed);
        this.progress = progress;
        this.told = told;
        this.alice = new Person("alice", folder, false);
        this.bob = new Person("bob", folder, true);
        for (int i = 2; i < nodes; i++) {
            boolean isVictim = i % 2 == 1 && i < 2 + 2 * VICTIMS;
            strangers.add(new Person(NAMES.get(i), folder, isVictim));
        }
    }

    /// Whether everything held.
    public boolean run() {
        step(everyone().size() + " people make an identity each", this::makeIdentities);
        step("alice and bob hand each other their cards; the others stay strangers", this::exchangeCards);
        step("bob leaves his first keys with " + carrier().name() + ", and goes", this::leaveKeys);
        step("alice writes to bob for the first time, while he is away", this::writeFirst);
        step("bob comes when alice is gone, reads it and answers", this::readLater);
        step("alice comes back, reads the answer and knows that hers arrived", this::learnOfDelivery);
        step("both are there: they chat over a direct link", this::chat);
        step("bob's process is killed while messages come; he starts again", this::killReader);
        step(everyone().size() + " nodes, each told of one other, become a mesh", this::grow);
        step("alice and bob have no link to each other: they write by onion", this::writeByOnion);
        step(VICTIMS + " nodes between them are killed", this::killMiddle);
        step("bob comes late, when alice is gone", this::readLate);
        step("nobody's disk shows a word or a name", this::searchDisks);
        return !failed;
    }

    // --- the steps
    // ------------------------------------------------------------------------------------------------------

    private String makeIdentities() throws InterruptedException {
        try (var network = Network.closed(Entropy.system().bytes(Network.KEY_BYTES))) {
            NetworkFile.write(network, folder.resolve(Person.NETWORK_FILE));
        }
        for (var person : everyone()) {
            person.init();
        }
        return "hybrid keys (X25519 + ML-KEM-768), an encrypted store each, a network of their own";
    }

    private String exchangeCards() throws IOException, InterruptedException {
        alice.learn(bob);
        bob.learn(alice);
        return "from hand to hand, through no server";
    }

    private String leaveKeys() throws IOException, InterruptedException {
        carrier().up();
        bob.up(carrier());
        await(
                () -> carrier().status("held") >= WEEKS_LAID_OUT,
                "not all keys of bob's came to " + carrier().name());
        bob.down();
        return carrier().name() + " holds " + carrier().status("held") + " boxes and knows not whose";
    }

    private String writeFirst() throws IOException, InterruptedException {
        alice.up(carrier());
        alice.send(bob, texts("first", 1), "stored", PATIENCE);
        alice.down();
        return "stored with " + carrier().name() + ", who can neither read it nor tell whose it is";
    }

    private String readLater() throws IOException, InterruptedException {
        bob.up(carrier());
        awaitAllRead();
        bob.send(alice, List.of(ANSWER), "stored", PATIENCE);
        bob.down();
        return "read \"" + said.getFirst() + "\", and left an answer";
    }

    private String learnOfDelivery() throws IOException, InterruptedException {
        alice.up(carrier());
        await(() -> alice.readFrom(bob).equals(List.of(ANSWER)), "bob's answer did not come");
        await(() -> alice.allDelivered(), "alice's message is not acknowledged");
        return "delivered, and answered; the two were never up together";
    }

    private String chat() throws IOException, InterruptedException {
        bob.up(alice, carrier());
        await(() -> bob.linkedTo(alice), "bob and alice found no direct link");
        int each = 20 + random.nextInt(20);
        long start = System.nanoTime();
        alice.send(bob, texts("chat", each), "delivered", PATIENCE);
        var answers = new ArrayList<>(List.of(ANSWER));
        IntStream.range(0, each).forEach(i -> answers.add("answer " + i));
        bob.send(alice, answers.subList(1, answers.size()), "delivered", PATIENCE);
        awaitAllRead();
        require(alice.readFrom(bob).equals(answers), "alice did not read each answer once, in order");
        return 2 * each + " messages, each delivered once and in order, in "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms";
    }

    private String killReader() throws IOException, InterruptedException {
        int count = 60 + random.nextInt(40);
        int before = said.size();
        var texts = texts("burst", count);
        alice.send(bob, texts, "queued", PATIENCE);
        int enough = before + random.nextInt(count / 2);
        await(() -> bob.readFrom(alice).size() >= enough, "bob reads nothing");
        bob.kill();
        bob.up(alice, carrier());
        awaitAllRead();
        return count + " sent, " + count + " read: none lost, none twice";
    }

    private String grow() throws IOException, InterruptedException {
        alice.down();
        bob.down();
        for (int i = 1; i < strangers.size(); i++) {
            strangers.get(i).up(strangers.get(i - 1));
        }
        alice.upWithoutListening(strangers.getFirst());
        bob.upWithoutListening(strangers.getLast());
        awaitReach(alice, everyone().size() - 1);
        awaitReach(bob, everyone().size() - 1);
        return "all know all; " + alice.status("links") + " links at alice's, " + bob.status("links") + " at bob's";
    }

    private String writeByOnion() throws IOException, InterruptedException {
        alice.send(bob, texts("by onion", 5), "delivered", PATIENCE);
        awaitAllRead();
        require(alice.lastPath().equals("onion"), "the last message went another way: " + alice.lastPath());
        return "5 delivered, each by a path of three nodes that alice drew";
    }

    private String killMiddle() throws IOException, InterruptedException {
        var victims = strangers.stream().filter(Person::isKillable).toList();
        for (var victim : victims) {
            victim.kill();
        }
        alice.send(bob, texts("through the gap", 5), "delivered", PATIENCE.multipliedBy(2));
        awaitAllRead();
        return "5 more delivered, though " + victims.stream().map(Person::name).collect(Collectors.joining(", "))
                + " vanished without a word";
    }

    private String readLate() throws IOException, InterruptedException {
        bob.down();
        alice.send(bob, texts("for later", 3), "stored", PATIENCE);
        alice.down();
        bob.upWithoutListening(strangers.getLast());
        awaitAllRead();
        return "3 messages had waited with strangers";
    }

    private void awaitReach(Person person, int others) throws IOException, InterruptedException {
        await(() -> person.status("reachable") >= others, person.name() + " does not reach all others");
    }

    private String searchDisks() throws IOException, InterruptedException {
        long bytes = 0;
        for (var person : everyone()) {
            person.down();
            bytes += Disk.search(person.home(), canaries());
        }
        return bytes / 1024 + " KiB in " + everyone().size() + " homes searched";
    }

    // --- what the steps share
    // -------------------------------------------------------------------------------------------

    private interface Condition {
        boolean holds() throws IOException, InterruptedException;
    }

    private void step(String what, Callable<String> action) {
        number++;
        if (failed) {
            return;
        }
        progress.step(what, number - 1, STEPS);
        long start = System.nanoTime();
        String outcome;
        try {
            outcome = action.call();
        } catch (Exception failure) { // whatever went wrong, the table says at which step
            failed = true;
            outcome = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        }
        told.accept(new Step(number, what, !failed, outcome, Duration.ofNanos(System.nanoTime() - start)));
    }

    private static void require(boolean held, String otherwise) {
        if (!held) {
            throw new Unmet(otherwise);
        }
    }

    private static void await(Condition condition, String otherwise) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            require(System.nanoTime() < deadline, otherwise + " within " + PATIENCE.toSeconds() + " s");
            Thread.sleep(LOOK_EVERY);
        }
    }

    private void awaitAllRead() throws IOException, InterruptedException {
        await(() -> bob.readFrom(alice).size() >= said.size(), "bob has not read everything");
        require(bob.readFrom(alice).equals(said), "bob did not read each message once, in order");
    }

    private List<String> texts(String topic, int count) {
        var texts = IntStream.range(0, count)
                .mapToObj(i -> topic + " " + i + ": " + Long.toString(random.nextLong(1L << 40), 36))
                .toList();
        said.addAll(texts);
        return texts;
    }

    private List<String> canaries() {
        var canaries = new ArrayList<>(said);
        everyone().forEach(person -> canaries.add(person.name()));
        return Collections.unmodifiableList(canaries);
    }

    private Person carrier() {
        return strangers.getFirst();
    }

    private List<Person> everyone() {
        var all = new ArrayList<>(List.of(alice, bob));
        all.addAll(strangers);
        return all;
    }

    /// Stops whoever still runs, and removes the folder unless something in it should be looked at.
    @Override
    public void close() {
        everyone().forEach(Person::close);
        if (!failed) {
            Disk.remove(folder);
        }
    }
}
