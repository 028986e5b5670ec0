package org.heliograph.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.heliograph.app.command.Cli;
import org.heliograph.app.command.Surroundings;
import org.heliograph.app.terminal.Terminal;

/// Somebody at a shell, with a home: runs commands in this process, and nodes in processes of their own.
final class Shell implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path home;
    private final List<Process> started = new ArrayList<>();

    Shell(Path home) {
        this.home = home;
    }

    /// What a command left behind.
    record Result(int code, String out, String err) {
        Result isDone() {
            assertThat(code).as(err).isZero();
            return this;
        }

        /// That it ended with this code and told a person so: in sentences, and without the inside of the program.
        Result failsWith(int expected, String words) {
            assertThat(code).as(err).isEqualTo(expected);
            assertThat(err).contains(words).doesNotContain("\tat ").doesNotContain("Exception");
            return this;
        }

        List<JsonObject> rows() {
            return out.lines()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .toList();
        }

        JsonObject row() {
            assertThat(rows()).hasSize(1);
            return rows().getFirst();
        }

        List<String> column(String key) {
            return rows().stream().map(row -> row.get(key).getAsString()).toList();
        }
    }

    Path home() {
        return home;
    }

    Result run(String... arguments) {
        return runWith("", arguments);
    }

    Result json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--json");
        return run(all.toArray(String[]::new));
    }

    Result runWith(String input, String... arguments) {
        return runWith(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), arguments);
    }

    Result runWith(InputStream input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var environment = Map.of("HELIO_HOME", home.toString());
        var surroundings =
                new Surroundings(input, new PrintWriter(out), new PrintWriter(err), environment, Terminal.NONE);
        int code = Cli.run(List.of(arguments), surroundings);
        return new Result(code, out.toString(), err.toString());
    }

    /// In the network that all shells beside this one share; an open one would cost each a puzzle.
    Shell init(String name) {
        var network = home.resolveSibling("shared.network");
        if (!Files.exists(network)) {
            run("network", "create", network.toString()).isDone();
        }
        json("init", "--name", name, "--network", network.toString()).isDone();
        return this;
    }

    String card() {
        return json("card").isDone().row().get("card").getAsString();
    }

    void learn(Shell other, String alias) {
        json("contact", "add", other.card(), "--as", alias).isDone();
    }

    /// Starts the node in a process of its own; where it listens.
    Node up(String... arguments) {
        var all = new ArrayList<>(List.of("up", "--json"));
        all.addAll(List.of(arguments));
        var process = start(all.toArray(String[]::new));
        try {
            var ready = process.inputReader().readLine();
            assertThat(ready).as("the node did not start: %s", errors(process)).isNotNull();
            var row = JsonParser.parseString(ready).getAsJsonObject();
            assertThat(row.get("event").getAsString()).isEqualTo("ready");
            var listening = row.getAsJsonArray("listen");
            return new Node(process, listening.isEmpty() ? "" : listening.get(0).getAsString());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// A real process of this program.
    Process start(String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xmx512m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.heliograph.app.Main"));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HELIO_HOME", home.toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        try {
            builder.redirectError(
                    Files.createTempFile(home.getParent(), "errors", ".log").toFile());
            var process = builder.start();
            started.add(process);
            return process;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String errors(Process process) {
        return process.isAlive() ? "it still runs" : "it ended with " + process.exitValue();
    }

    @Override
    public void close() {
        started.forEach(Process::destroyForcibly);
    }

    /// A running node.
    record Node(Process process, String listening) {
        /// Ends it as a person does; its exit code.
        int stop() throws InterruptedException {
            process.destroy();
            assertThat(process.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        }

        /// Ends it as a power cut does.
        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }
}
