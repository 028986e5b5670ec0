package org.heliograph.app.command;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.heliograph.app.door.Door;
import org.heliograph.app.door.Problem;
import org.heliograph.app.host.Homes;
import org.heliograph.app.host.Passphrase;
import org.heliograph.app.terminal.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command above all commands: holds the options that every one of them takes.
@CommandLine.Command(
        name = "helio",
        version = "helio 0.1.0-SNAPSHOT",
        header = "Messages between people, with no server at all.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nA conversation in four commands:%n",
        footer = {
            "  helio init --name alice          a new identity",
            "  helio card --format qr           show it to your friend",
            "  helio contact add bob.png        learn your friend's",
            "  helio send bob 'hello'           write; it goes out as soon as `helio up` runs",
            "",
            "`helio COMMAND --help` shows the options of one, with an example."
        })
final class Helio implements Callable<Integer> {
    private final Surroundings surroundings;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Where identity, keys and messages lie (default: $HELIO_HOME, else ~/.heliograph).")
    private @Nullable Path home;

    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Answer with one JSON object per line, for scripts.")
    private boolean json;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The passphrase of the store is this file's first line.")
    private @Nullable Path passphraseFile;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("unused") // picocli looks at it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Say which version this is.")
    @SuppressWarnings("unused")
    private boolean version;

    Helio(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    Path home() {
        var fromEnvironment = surroundings.environment().getOrDefault("HELIO_HOME", "");
        if (home != null) {
            return home;
        }
        return fromEnvironment.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".heliograph")
                : Path.of(fromEnvironment);
    }

    Screen screen() {
        return new Screen(surroundings.out(), surroundings.err(), json, surroundings.terminal());
    }

    Door door() {
        return Homes.door(home(), passphrase());
    }

    Passphrase passphrase() {
        return new Passphrase(Optional.ofNullable(passphraseFile));
    }

    /// Without a command: the help, and the code of wrong usage.
    @Override
    public Integer call() {
        spec.commandLine().usage(surroundings.err());
        return Problem.Exit.USAGE.code();
    }
}
