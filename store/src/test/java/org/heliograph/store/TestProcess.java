package org.heliograph.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Another Java process of this class path, talking by lines.
final class TestProcess implements AutoCloseable {
    private final Process process;

    private TestProcess(Process process) {
        this.process = process;
    }

    static TestProcess of(Class<?> main, Path home, String... more) throws IOException {
        return start(List.of(), main, home, more);
    }

    /// As [#of], in a shell that first does `setting`.
    static TestProcess after(String setting, Class<?> main, Path home, String... more) throws IOException {
        return start(List.of("sh", "-c", setting + "; exec \"$@\"", "sh"), main, home, more);
    }

    private static TestProcess start(List<String> before, Class<?> main, Path home, String... more) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                home.toString()));
        command.addAll(List.of(more));
        return new TestProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    BufferedReader lines() {
        return process.inputReader(StandardCharsets.UTF_8);
    }

    /// As `kill -9` does.
    void kill() {
        process.destroyForcibly();
        await();
    }

    int await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("the other process does not end");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
