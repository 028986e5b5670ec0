package org.heliograph.app;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.heliograph.app.command.Cli;
import org.heliograph.app.command.Surroundings;
import org.heliograph.app.terminal.Terminal;

/// Where the process starts.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        var surroundings = new Surroundings(
                System.in,
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                System.getenv(),
                Terminal.ofProcess(System.getenv()));
        int code = Cli.run(List.of(arguments), surroundings);
        Runtime.getRuntime().exit(code);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), false);
    }
}
