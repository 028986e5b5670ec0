package org.heliograph.formal;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The model checker TLC, each run in a process and a folder of its own: it keeps static state, and writes where it
/// stands.
final class Tlc {
    /// What a build may wait for one model; it is far more than any takes.
    static final Duration IN_A_BUILD = Duration.ofMinutes(2);

    /// The same for larger bounds.
    static final Duration AT_LEISURE = Duration.ofHours(1);

    private static final Pattern SOUND = Pattern.compile("No error has been found");
    private static final Pattern VIOLATED = Pattern.compile("Error: Invariant (\\w+) is violated");
    private static final Pattern TEMPORAL = Pattern.compile("Error: Temporal properties were violated");
    private static final Pattern STATES =
            Pattern.compile("\n\\d+ states generated, (\\d+) distinct states found, 0 states left on queue");

    private Tlc() {}

    /// What TLC found: the property that does not hold, empty if all do, and how many states there are if it has seen
    /// them all.
    record Finding(String violated, long states) {}

    static Finding check(Model model, Duration limit) {
        var folder = Path.of("target/tlc", model.bounds() + "-" + model.bug());
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(model.module() + ".tla"), model.text());
            Files.writeString(folder.resolve("bounds.cfg"), model.configuration());
            var output = run(command(model, limit), folder, limit);
            return finding(model, output);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static List<String> command(Model model, Duration limit) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (limit.equals(IN_A_BUILD)) {
            command.add("-XX:TieredStopAtLevel=1"); // most runs are over before better code would pay
        }
        command.addAll(List.of("-Xmx700m", "-XX:+UseSerialGC", "-Djava.io.tmpdir=.", "-cp", jar(), "tlc2.TLC"));
        // A finished model has no next state: that is no deadlock. One worker meets a bug by the shortest way.
        command.addAll(List.of("-deadlock", "-lncheck", "final", "-workers", model.hasBug() ? "1" : "2"));
        command.addAll(List.of("-metadir", "states", "-config", "bounds.cfg", model.module() + ".tla"));
        return command;
    }

    private static String jar() {
        return Path.of(tlc2.TLC
                        .class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toString();
    }

    private static String run(List<String> command, Path folder, Duration limit) throws IOException {
        var output = folder.resolve("output.txt");
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(limit.toSeconds(), SECONDS)) {
                throw new AssertionError(folder + " is not through after " + limit + ": its bounds are too wide");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while TLC ran", interrupted);
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output);
    }

    private static Finding finding(Model model, String output) {
        var states = STATES.matcher(output);
        long seen = states.find() ? Long.parseLong(states.group(1)) : 0;
        var invariant = VIOLATED.matcher(output);
        if (invariant.find()) {
            return new Finding(invariant.group(1), seen);
        }
        if (TEMPORAL.matcher(output).find()) {
            return new Finding(model.temporalProperty(), seen);
        }
        if (!SOUND.matcher(output).find()) {
            throw new AssertionError(model + ": TLC could not check it\n" + output);
        }
        return new Finding("", seen);
    }
}
