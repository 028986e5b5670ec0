package org.heliograph.app.demo;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.heliograph.app.door.Ask;
import org.heliograph.app.door.Exchange;
import org.heliograph.app.door.Lines;
import org.heliograph.app.door.Problem;
import org.heliograph.app.door.Request;
import org.heliograph.app.host.Homes;
import org.heliograph.app.host.NetworkFile;
import org.heliograph.app.host.Passphrase;
import org.heliograph.app.host.RunningNode;
import org.heliograph.crypto.Suite;
import org.heliograph.net.link.HostPort;
import org.jspecify.annotations.Nullable;

/// Someone with a home of their own, whose node comes and goes.
final class Person implements AutoCloseable {
    private static final Passphrase NONE = new Passphrase(Optional.empty());
    /// In the folder of the demo: its nodes have a network of their own.
    static final String NETWORK_FILE = "demo.network";

    private static final HostPort ANY_PORT = new HostPort("127.0.0.1", 0);

    private final String name;
    private final Path home;
    private final Path network;
    private final boolean ownProcess;
    private Optional<RunningNode> node = Optional.empty();
    private Optional<Process> process = Optional.empty();
    private HostPort listening = ANY_PORT;

    /// `ownProcess`: the node runs in a process of its own, which can be killed.
    Person(String name, Path folder, boolean ownProcess) {
        this.name = name;
        this.home = folder.resolve(name);
        this.network = folder.resolve(NETWORK_FILE);
        this.ownProcess = ownProcess;
    }

    String name() {
        return name;
    }

    Path home() {
        return home;
    }

    void init() throws InterruptedException {
        Homes.create(home, NONE, new Homes.Newcomer(name, Suite.X25519_MLKEM768, NetworkFile.read(network)));
    }

    /// Starts the node; it keeps the port that it got at its first start.
    void up(Person... joined) throws IOException, InterruptedException {
        var join = new ArrayList<HostPort>();
        for (var person : joined) {
            join.add(person.listening);
        }
        var ways = RunningNode.Ways.of(List.of(listening), join);
        var ready = ownProcess ? startProcess(ways) : startHere(ways);
        listening = HostPort.parse(ready.getAsJsonArray("listen").get(0).getAsString());
    }

    /// Starts the node behind a firewall, as it were: it dials, and nobody can dial it.
    void upWithoutListening(Person joined) throws IOException, InterruptedException {
        var ways = RunningNode.Ways.of(List.of(), List.of(joined.listening));
        if (ownProcess) {
            startProcess(ways);
        } else {
            startHere(ways);
        }
    }

    private JsonObject startHere(RunningNode.Ways ways) throws InterruptedException {
        var running = RunningNode.start(home, NONE, ways);
        node = Optional.of(running);
        return running.ready();
    }

    private JsonObject startProcess(RunningNode.Ways ways) throws IOException {
        var arguments = new ArrayList<>(List.of("up", "--json", "--home", home.toString()));
        if (ways.listen().isEmpty()) {
            arguments.add("--no-listen");
        }
        for (var address : ways.listen()) {
            arguments.addAll(List.of("--listen", address.toString()));
        }
        for (var address : ways.join()) {
            arguments.addAll(List.of("--join", address.toString()));
        }
        var started = Program.start(arguments);
        process = Optional.of(started);
        var ready = new Lines(started.getInputStream()).next();
        if (ready == null) {
            throw new Unmet(name + "'s node did not start");
        }
        return JsonParser.parseString(ready).getAsJsonObject();
    }

    void down() throws InterruptedException {
        node.ifPresent(RunningNode::close);
        node = Optional.empty();
        if (process.isPresent()) {
            process.get().destroy();
            process.get().waitFor();
            process = Optional.empty();
        }
    }

    /// Kills the process as a power cut would: no chance to save anything.
    void kill() throws InterruptedException {
        var victim = process.orElseThrow();
        victim.destroyForcibly();
        victim.waitFor();
        process = Optional.empty();
    }

    String card() throws IOException, InterruptedException {
        return ask(Request.of(Ask.CARD)).getFirst().get("card").getAsString();
    }

    void learn(Person other) throws IOException, InterruptedException {
        ask(Request.of(Ask.ADD).with("card", other.card()).with("alias", other.name));
    }

    /// Sends the texts, and waits until each has come as far as `state`; the rows of the answer.
    List<JsonObject> send(Person to, List<String> texts, String state, Duration patience)
            throws IOException, InterruptedException {
        var request =
                Request.of(Ask.SEND).with("to", to.name).with("wait", state).with("timeoutMillis", patience.toMillis());
        return ask(request, texts);
    }

    /// What this person has read from `other`, in order.
    List<String> readFrom(Person other) throws IOException, InterruptedException {
        return ask(Request.of(Ask.MESSAGES).with("with", other.name)).stream()
                .filter(row -> row.get("from").getAsString().equals(other.name))
                .map(row -> row.get("text").getAsString())
                .toList();
    }

    /// Whether the node has a link on which it knows that person.
    boolean linkedTo(Person other) throws IOException, InterruptedException {
        var contact = ask(Request.of(Ask.CONTACT).with("alias", other.name)).getFirst();
        return contact.get("direct").getAsBoolean();
    }

    /// Whether everything this person sent has been acknowledged.
    boolean allDelivered() throws IOException, InterruptedException {
        return ask(Request.of(Ask.MESSAGES)).stream()
                .filter(row -> row.get("from").getAsString().equals("me"))
                .allMatch(row -> row.get("state").getAsString().equals("delivered"));
    }

    /// A number that the node tells of itself.
    int status(String key) throws IOException, InterruptedException {
        return ask(Request.of(Ask.STATUS)).getFirst().get(key).getAsInt();
    }

    /// The way of the last message that this person sent.
    String lastPath() throws IOException, InterruptedException {
        return ask(Request.of(Ask.MESSAGES)).stream()
                .filter(row -> row.get("from").getAsString().equals("me"))
                .toList()
                .getLast()
                .get("path")
                .getAsString();
    }

    boolean isKillable() {
        return ownProcess;
    }

    private List<JsonObject> ask(Request request) throws IOException, InterruptedException {
        return ask(request, List.of());
    }

    private List<JsonObject> ask(Request request, List<String> texts) throws IOException, InterruptedException {
        var collected = new Collected(texts.iterator(), new ArrayList<>());
        try (var door = Homes.door(home, NONE)) {
            door.serve(request, collected);
        } catch (Problem problem) {
            throw new Unmet(name + " was told: " + problem.words());
        }
        return collected.rows;
    }

    @Override
    public void close() {
        node.ifPresent(RunningNode::close);
        process.ifPresent(Process::destroyForcibly);
    }

    private record Collected(Iterator<String> texts, List<JsonObject> rows) implements Exchange {
        @Override
        public @Nullable String next() {
            return texts.hasNext() ? texts.next() : null;
        }

        @Override
        public void awaitLeaving() throws InterruptedException {
            Thread.currentThread().join();
        }

        @Override
        public void row(JsonObject row) {
            rows.add(row);
        }
    }
}
