package org.heliograph.app.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// This same program, started once more as a process of its own.
final class Program {
    private Program() {}

    static Process start(List<String> arguments) throws IOException {
        var command = new ArrayList<>(launcher());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
    }

    private static List<String> launcher() {
        var runtime = Path.of(System.getProperty("java.home"));
        var launcher = runtime.resolveSibling("bin").resolve("helio");
        if (Files.isExecutable(launcher)) {
            return List.of(launcher.toString());
        }
        var command = new ArrayList<String>();
        command.add(runtime.resolve("bin/java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "org.heliograph.app.Main"));
        return command;
    }
}
