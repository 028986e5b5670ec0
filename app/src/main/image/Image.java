import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;

/// Makes the image: runtime/ by jlink, lib/ with the jars, native/ with the C libraries of this machine, bin/helio, and
/// at last lib/helio.aot, which records a typical run so that later ones start faster.
///
/// Run by Maven's profile `image` on the JDK that also compiled: `java Image.java APP_JAR JARS_FOLDER LAUNCHER IMAGE`.
class Image {
    /// What the jars need, as `jdeps --print-module-deps` finds it; fewer modules, less to load and to trust.
    private static final String MODULES = "java.base,java.sql,jdk.net,jdk.unsupported";

    /// Where the jars keep the C libraries, per system, and the name each gets in native/.
    private record Native(String folder, String name) {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var image = Path.of(arguments[3]);
        remove(image);
        link(image.resolve("runtime"));
        copyJars(Path.of(arguments[0]), Path.of(arguments[1]), Files.createDirectories(image.resolve("lib")));
        unpackNatives(image.resolve("lib"), Files.createDirectories(image.resolve("native")));
        var launcher = Files.createDirectories(image.resolve("bin")).resolve("helio");
        Files.copy(Path.of(arguments[2]), launcher);
        launcher.toFile().setExecutable(true, false);
        record(launcher, image.resolve("lib/helio.aot"));
    }

    private static void link(Path runtime) {
        int code = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new IllegalStateException("this JDK has no jlink"))
                .run(
                        System.out,
                        System.err,
                        "--add-modules",
                        MODULES,
                        "--strip-debug",
                        "--no-header-files",
                        "--no-man-pages",
                        "--output",
                        runtime.toString());
        if (code != 0) {
            throw new IllegalStateException("jlink failed with code " + code);
        }
    }

    private static void copyJars(Path app, Path jars, Path lib) throws IOException {
        Files.copy(app, lib.resolve("heliograph-app.jar"));
        try (var files = Files.list(jars)) {
            for (var jar :
                    files.filter(file -> file.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
    }

    private static void unpackNatives(Path lib, Path natives) throws IOException {
        var wanted = natives();
        try (var files = Files.list(lib)) {
            for (var file : files.toList()) {
                try (var jar = new JarFile(file.toFile())) {
                    for (var library : wanted) {
                        unpack(jar, library, natives);
                    }
                }
            }
        }
        for (var library : wanted) {
            if (!Files.exists(natives.resolve(library.name()))) {
                throw new IllegalStateException("no jar holds " + library.folder() + library.name());
            }
        }
    }

    private static void unpack(JarFile jar, Native library, Path natives) throws IOException {
        for (var entry : jar.stream()
                .filter(entry -> entry.getName().endsWith(library.folder() + library.name()))
                .toList()) {
            try (var in = jar.getInputStream(entry)) {
                Files.copy(in, natives.resolve(library.name()), REPLACE_EXISTING);
            }
        }
    }

    private static List<Native> natives() {
        var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        if (system.startsWith("mac")) {
            return List.of(
                    new Native(
                            arm ? "org/sqlite/native/Mac/aarch64/" : "org/sqlite/native/Mac/x86_64/",
                            "libsqlitejdbc.dylib"),
                    new Native(arm ? "mac_arm/" : "mac/", "libsodium.dylib"));
        }
        return List.of(
                new Native(
                        arm ? "org/sqlite/native/Linux/aarch64/" : "org/sqlite/native/Linux/x86_64/",
                        "libsqlitejdbc.so"),
                new Native(arm ? "arm64/" : "linux64/", "libsodium.so"));
    }

    /// Records a node that comes up and answers commands, as most runs do. Then the same must run with the cache and
    /// say
    /// nothing on standard error, where the virtual machine would complain about a cache or an option it refuses.
    private static void record(Path launcher, Path cache) throws IOException, InterruptedException {
        var home = Files.createTempDirectory("heliograph");
        try {
            var program = new Program(launcher, cache, home);
            program.run("init", "--name", "recorded");
            program.nodeAnswersCommands();
            if (!Files.exists(cache)) {
                throw new IllegalStateException("the recorded run left no cache");
            }
            var complaint = program.nodeAnswersCommands() + program.run("status");
            if (!complaint.isBlank()) {
                throw new IllegalStateException("a run with the cache complained: " + complaint);
            }
        } finally {
            remove(home);
        }
    }

    /// The program in a home of its own.
    private record Program(Path launcher, Path cache, Path home) {
        /// Runs a node until it has answered some commands; what it wrote to standard error.
        String nodeAnswersCommands() throws IOException, InterruptedException {
            var builder = command("up", "--listen", "127.0.0.1:0");
            builder.environment().put("HELIO_RECORD", cache.toString());
            var errors = Files.createTempFile(home, "errors", ".txt");
            var node = builder.redirectError(errors.toFile()).start();
            try (var lines = node.inputReader(UTF_8)) {
                var line = lines.readLine();
                while (line != null && !line.contains("ready")) {
                    line = lines.readLine();
                }
                if (line == null) {
                    throw new IllegalStateException("the node did not come up: " + Files.readString(errors));
                }
                run("status");
                run("contact", "list");
                run("messages");
                node.toHandle().destroy(); // SIGTERM, and unlike destroy() of a Process it leaves the stream open
                lines.transferTo(Writer.nullWriter());
            }
            node.waitFor();
            return Files.readString(errors);
        }

        /// Runs one command to its end; what it wrote to standard error.
        String run(String... arguments) throws IOException, InterruptedException {
            var process = command(arguments)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var errors = new String(process.getErrorStream().readAllBytes(), UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", arguments) + " failed: " + errors);
            }
            return errors;
        }

        private ProcessBuilder command(String... arguments) {
            var command = new ArrayList<>(
                    List.of(launcher.toString(), "--home", home.resolve("home").toString()));
            command.addAll(List.of(arguments));
            return new ProcessBuilder(command);
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (var file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
